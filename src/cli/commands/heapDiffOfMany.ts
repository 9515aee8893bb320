import type { HostClient, RequestOptions } from '../../channel/hostClient.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import type { ClassDiffRow, GrowthRow, HeapDiffFigures } from '../../protocol/heapRows.ts';
import { firstRows } from '../allRows.ts';
import { formatBytesDelta, formatCount } from '../format.ts';
import { steppedClasses, steppedGrowth, type SteppedClass, type SteppedGrowth } from '../heapDiffSteps.ts';
import type { Output } from '../output.ts';

/** Two snapshots compared, with all rows. */
export type ReadDiff = {
  readonly figures: HeapDiffFigures;
  readonly classes: readonly ClassDiffRow[];
  readonly growth: readonly GrowthRow[];
};

const every = Number.MAX_SAFE_INTEGER;
const shownRows = 15;

export async function readDiff(
  client: HostClient,
  pair: { readonly before: CaptureId; readonly after: CaptureId },
  control: RequestOptions,
): Promise<ReadDiff> {
  const figures = await client.request('diff/figures', pair, control);
  const order = { sort: 'sizeDelta', descending: true };
  const classes = await firstRows(every, order, (page) => client.request('diff/classes', { ...pair, page }, control));
  const growth = await firstRows(every, order, (page) => client.request('diff/growth', { ...pair, page }, control));
  return { figures, classes, growth };
}

type Stepped = SteppedGrowth | SteppedClass;

const hasChanged = ({ sizeDelta, countDelta }: Stepped) => sizeDelta !== 0 || countDelta !== 0;

function stepText(row: Stepped, step: number): string {
  const change = row.steps[step] ?? null;
  return change === null ? '·' : formatBytesDelta(change.sizeDelta);
}

function printRows<Row extends Stepped>(
  output: Output,
  title: string,
  name: (row: Row) => string,
  rows: readonly Row[],
): void {
  const [first] = rows;
  if (first === undefined) return;
  const each = rows.filter(({ grewInEach }) => grewInEach).length;
  output.line(output.styled('bold', `${title}: ${formatCount(each)} grew in each step`));
  output.table(
    [
      { title: 'what', text: name, align: 'left', widthMax: 44 },
      ...first.steps.map((_change, step) => ({
        title: `step ${step + 1}`,
        text: (row: Row) => stepText(row, step),
        align: 'right' as const,
      })),
      { title: 'in all', text: (row: Row) => formatBytesDelta(row.sizeDelta), align: 'right' },
      { title: 'grew', text: ({ grewInEach }: Row) => (grewInEach ? 'in each' : ''), align: 'left' },
      {
        title: 'where',
        text: ({ place }: Row) => (place === null ? '' : `${place.file}:${place.line}`),
        align: 'left',
        widthMax: 60,
      },
    ],
    rows.filter(hasChanged).slice(0, shownRows),
  );
  output.line();
}

/** What changed over several snapshots: of each step, and which things grew in all of them. */
export async function diffOfMany(
  client: HostClient,
  captures: readonly { readonly captureId: CaptureId; readonly file: string }[],
  output: Output,
  control: RequestOptions,
): Promise<{
  readonly document: Readonly<Record<string, unknown>>;
  readonly print: () => void;
  readonly whole: ReadDiff;
}> {
  const pairs = captures.slice(1).map((after, at) => ({ before: captures[at] ?? after, after }));
  const steps: (ReadDiff & { readonly before: string; readonly after: string })[] = [];
  for (const { before, after } of pairs) {
    const pair = { before: before.captureId, after: after.captureId };
    steps.push({ ...(await readDiff(client, pair, control)), before: before.file, after: after.file });
  }
  const ends = { before: captures[0]?.captureId ?? '', after: captures.at(-1)?.captureId ?? '' };
  const whole = await readDiff(client, ends, control);
  const growth = steppedGrowth(
    whole.growth,
    steps.map((step) => step.growth),
  );
  const classes = steppedClasses(
    whole.classes,
    steps.map((step) => step.classes),
  );
  return {
    whole,
    document: {
      classes: classes.map(({ classKey: _key, nodeId: _node, ...row }) => row),
      growth: growth.map(({ nodeId: _node, ...row }) => row),
      steps: steps.map(({ before, after, figures }) => ({
        before,
        after,
        sizeDelta: figures.sizeDelta,
        countDelta: figures.countDelta,
        objects: figures.objects,
        orderProblem: figures.orderProblem,
        identityRefusal: figures.identityRefusal,
      })),
    },
    print: () => {
      for (const [at, { before, after, figures }] of steps.entries()) {
        output.line(`step ${at + 1}: ${before} → ${after}, ${formatBytesDelta(figures.sizeDelta)}`);
        if (figures.orderProblem !== null) output.note(figures.orderProblem);
        if (figures.identityRefusal !== null)
          output.note(`${figures.identityRefusal} Only the class tables are compared.`);
      }
      output.line();
      printRows(output, 'What holds more than before', ({ expression }: SteppedGrowth) => expression, growth);
      printRows(output, 'Classes', ({ name }: SteppedClass) => name, classes);
    },
  };
}
