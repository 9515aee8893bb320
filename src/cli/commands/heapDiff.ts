import type { CaptureId } from '../../protocol/captures.ts';
import type { ClassDiffRow, GrowthRow, HeapDiffFigures } from '../../protocol/heapRows.ts';
import { exitCodes, type Command } from '../command.ts';
import { formatBytesDelta, formatCount, formatCountDelta } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';
import type { Output } from '../output.ts';
import { limits } from '../../protocol/limits.ts';
import { diffOfMany, readDiff, type ReadDiff } from './heapDiffOfMany.ts';
import { noteProblems } from './heapSummary.ts';

const shownRows = 15;

function placeText({ place }: GrowthRow | ClassDiffRow): string {
  return place === null ? '' : `${place.file}:${place.line}`;
}

/** `Map`, `listeners of MessageBus 'reply'`, `Array, 25 of them`: the container without the names that stand beside it. */
function containerText({ container, expression, times = 1 }: GrowthRow): string {
  const trail = expression.split('.').at(-1) ?? '';
  const sort =
    trail !== '' && container.endsWith(` ${trail}`) ? container.slice(0, container.lastIndexOf(' ')) : container;
  return times === 1 ? sort : `${sort}, ${formatCount(times)} of them`;
}

/** Objects by their ids, in one line. */
function objectsText({ objects, countDelta }: HeapDiffFigures): string {
  if (objects === null) return `${formatCountDelta(countDelta)} nodes`;
  const { added, removed, survived } = objects;
  return `${formatCount(added)} objects new, ${formatCount(removed)} gone, ${formatCount(survived)} in both`;
}

function printGrowth(output: Output, growth: readonly GrowthRow[]): void {
  if (growth.length === 0) return;
  output.line(output.styled('bold', 'What holds more than before'));
  output.table(
    [
      { title: 'what', text: (row: GrowthRow) => row.expression, align: 'left', widthMax: 44 },
      { title: 'is', text: containerText, align: 'left', widthMax: 36 },
      { title: 'of', text: (row: GrowthRow) => row.owner, align: 'left', widthMax: 40 },
      { title: 'elements', text: (row: GrowthRow) => formatCountDelta(row.countDelta), align: 'right' },
      { title: 'retained', text: (row: GrowthRow) => formatBytesDelta(row.sizeDelta), align: 'right' },
      { title: 'where', text: placeText, align: 'left', widthMax: 60 },
    ],
    growth.slice(0, shownRows),
  );
  output.line();
}

function printClasses(output: Output, classes: readonly ClassDiffRow[]): void {
  output.line(output.styled('bold', 'Classes'));
  output.table(
    [
      { title: 'class', text: (row: ClassDiffRow) => row.name, align: 'left', widthMax: 48 },
      { title: 'added', text: (row: ClassDiffRow) => formatCountDelta(row.addedCount), align: 'right' },
      { title: 'removed', text: (row: ClassDiffRow) => formatCountDelta(-row.removedCount), align: 'right' },
      { title: 'size', text: (row: ClassDiffRow) => formatBytesDelta(row.sizeDelta), align: 'right' },
      { title: 'where', text: placeText, align: 'left', widthMax: 60 },
    ],
    classes.slice(0, shownRows),
  );
}

function printPair(output: Output, { figures, growth, classes }: ReadDiff): void {
  if (figures.orderProblem !== null) output.note(figures.orderProblem);
  if (figures.identityRefusal !== null) output.note(`${figures.identityRefusal} Only the class tables are compared.`);
  output.line(`${formatBytesDelta(figures.sizeDelta)}: ${objectsText(figures)}`);
  output.line();
  printGrowth(output, growth);
  printClasses(output, classes);
}

/** `pitstop heap diff`: what changed between two snapshots, by class and by container; of more, what grew in each step. */
export const heapDiffCommand: Command = {
  name: ['heap', 'diff'],
  purpose:
    'Compare heap snapshots of one process: which classes changed, and which containers grew; of three or more, in each step.',
  usage: 'BEFORE AFTER [LATER …]',
  example: 'pitstop heap diff before.heapsnapshot after.heapsnapshot',
  options: {},
  wordCount: [2, limits.comparedSnapshotsMax.value],
  takesCommandLine: false,
  run: async ({ words, output, signal, host }) => {
    const client = await host();
    const captures: { captureId: CaptureId; file: string }[] = [];
    for (const file of words)
      captures.push({ captureId: await importedCapture(client, file, { signal, output }), file });
    const control = { signal, onProgress: output.progress };
    const [before, after] = captures;
    const isPair = captures.length === 2 && before !== undefined && after !== undefined;
    const many = isPair ? null : await diffOfMany(client, captures, output, control);
    const whole =
      many?.whole ??
      (await readDiff(client, { before: before?.captureId ?? '', after: after?.captureId ?? '' }, control));
    const { figures, classes, growth } = whole;
    output.progress(null);
    output.json('heapDiff', {
      sizeDelta: figures.sizeDelta,
      countDelta: figures.countDelta,
      objects: figures.objects,
      orderProblem: figures.orderProblem,
      identityRefusal: figures.identityRefusal,
      ...(many?.document ?? {
        classes: classes.map(({ classKey: _key, nodeId: _node, ...row }) => row),
        growth: growth.map(({ nodeId: _node, ...row }) => row),
      }),
      problems: figures.problems,
    });
    if (many === null) printPair(output, whole);
    else many.print();
    noteProblems(output, figures.problems);
    return exitCodes.clean;
  },
};
