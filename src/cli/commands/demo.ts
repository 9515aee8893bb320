import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostClient } from '../../channel/hostClient.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import { Failure } from '../../protocol/failures.ts';
import type { GrowthRow } from '../../protocol/heapRows.ts';
import type { LoadRun } from '../../protocol/loadRun.ts';
import type { TargetId } from '../../protocol/targets.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from '../command.ts';
import { followFigures, targetOf, type LiveFigures } from '../demo/liveFigures.ts';
import { startSampleSystem, type SampleSystem } from '../demo/sampleSystem.ts';
import { finishedJob } from '../finishedJob.ts';
import { formatBytesDelta, formatCount, formatCountDelta, formatDuration } from '../format.ts';
import { loadPlanOf, readLoadFile } from '../loadFile.ts';

const warmUpSeconds = 5;
const defaultSeconds = 12;
/** Growth shows better over some turns; a busy machine gets longer for them. */
const turnsWanted = 50;
const secondsMax = 30;
const lineEveryMs = 2_000;
const rowsShown = 5;
/** The load outlives the story; it is cancelled with it. */
const loadSeconds = 3_600;

/** A snapshot, and how many turns the system had done when it was taken. */
type Mark = { readonly captureId: CaptureId; readonly turns: number };
/** The parts of the story that later parts need. */
type Scene = {
  readonly context: CommandContext;
  readonly client: HostClient;
  readonly sample: SampleSystem;
  readonly targetId: TargetId;
  readonly figures: LiveFigures;
};

/** The folder of the built sample, beside this program. */
function sampleFolder(): string {
  const folder = path.join(path.dirname(process.argv[1] ?? ''), 'sample');
  if (existsSync(path.join(folder, 'gateway.cjs'))) return folder;
  throw new Failure('fileMissing', `the sample system is not at ${folder}; the demonstration runs from a checkout`);
}

/** Says a step when it is done, with how long it took. */
async function step<Result>(
  { output }: CommandContext,
  work: () => Promise<Result>,
  said: (result: Result) => string,
): Promise<Result> {
  const startedAt = performance.now();
  const result = await work();
  const took = formatDuration(performance.now() - startedAt).padStart(8);
  output.line(`${output.styled('green', 'ok')} ${output.styled('dim', took)}  ${said(result)}`);
  return result;
}

/** Shows the live figures every two seconds until it is enough. */
async function watchUntil(isEnough: (seconds: number) => boolean, scene: Scene): Promise<void> {
  const { context, sample, figures } = scene;
  const { output, signal } = context;
  const startedAt = performance.now();
  while (!isEnough((performance.now() - startedAt) / 1000)) {
    await wait(lineEveryMs, undefined, { signal });
    output.line(output.styled('dim', `   ${`${formatCount(sample.turns())} turns`.padStart(10)}  ${figures.line()}`));
  }
}

async function takeSnapshot(scene: Scene): Promise<Mark> {
  const { context, client, sample, targetId } = scene;
  const turns = sample.turns();
  const [captureId] = await finishedJob(client, 'captures/take', { targetId, means: 'inspector' }, context);
  if (captureId === undefined) throw new Failure('internal', 'the snapshot has no name');
  return { captureId, turns };
}

async function takeSaid(scene: Scene, name: string): Promise<Mark> {
  return step(
    scene.context,
    () => takeSnapshot(scene),
    ({ turns }) => `${name} snapshot, at turn ${formatCount(turns)}`,
  );
}

const placeText = ({ place }: GrowthRow) =>
  place === null ? 'place not known' : `${path.relative(process.cwd(), place.file)}:${place.line}`;

/** Names what grew between two snapshots, the largest first. */
async function nameGrowth(scene: Scene, before: Mark, after: Mark): Promise<readonly GrowthRow[]> {
  const { context, client } = scene;
  const ids = { before: before.captureId, after: after.captureId };
  await step(
    context,
    () => finishedJob(client, 'captures/compare', ids, context),
    (made) => `the two compared: ${made.length} ${made.length === 1 ? 'finding' : 'findings'}`,
  );
  const { identityRefusal } = await client.request('diff/figures', ids);
  if (identityRefusal !== null) context.output.note(identityRefusal);
  const { rows: grown } = await client.request('diff/growth', {
    ...ids,
    page: { start: 0, end: rowsShown, sort: 'sizeDelta', descending: true, filter: '' },
  });
  const turns = after.turns - before.turns;
  // What gains less than one element in four turns comes and goes with the connections of the moment.
  const rows = grown.filter(({ countDelta }) => countDelta * 4 >= turns);
  const { output } = context;
  output.line();
  output.line(output.styled('bold', `What grew in ${formatCount(turns)} turns`));
  output.table<GrowthRow>(
    [
      { title: 'container', align: 'left', text: ({ container }) => container, widthMax: 44 },
      { title: 'owner', align: 'left', text: ({ owner }) => owner, widthMax: 30 },
      { title: 'place', align: 'left', text: placeText },
      { title: 'elements', align: 'right', text: ({ countDelta }) => formatCountDelta(countDelta) },
      { title: 'size', align: 'right', text: ({ sizeDelta }) => formatBytesDelta(sizeDelta) },
      {
        title: 'per turn',
        align: 'right',
        text: ({ sizeDelta }) => (turns > 0 ? formatBytesDelta(sizeDelta / turns) : ''),
      },
    ],
    rows,
  );
  return rows;
}

function tellWhereToLook({ output }: CommandContext, row: GrowthRow | undefined): void {
  output.line();
  output.line(output.styled('bold', 'In the editor'));
  const place = row?.place ?? null;
  const at =
    place === null
      ? 'src/sample/gateway.ts'
      : `${path.relative(process.cwd(), place.file)}:${place.line}:${place.column}`;
  output.line(`  code --goto ${at}      the line that keeps them`);
  output.line('  F5 in this folder               the extension, with the sample to launch and profile');
  output.line('  Pitstop: Open Panel             the same figures, live; Take Heap Snapshot twice, then Compare');
}

/** The load on the sample until `end` is aborted. */
function applyLoad(client: HostClient, port: number, end: AbortSignal): Promise<LoadRun> {
  const file = readFileSync(path.join(sampleFolder(), 'turns.json'), 'utf8');
  const plan = loadPlanOf({ ...readLoadFile(file, { PORT: String(port) }), seconds: loadSeconds, warmupSeconds: 0 });
  return client.request('load/run', { plan, allowRemote: false }, { signal: end });
}

async function tell(scene: Scene, seconds: number): Promise<void> {
  const { context, sample } = scene;
  await watchUntil((passed) => passed >= warmUpSeconds, scene);
  const before = await takeSaid(scene, 'first');
  const isEnough = (passed: number) =>
    passed >= seconds && (sample.turns() - before.turns >= turnsWanted || passed >= secondsMax);
  await watchUntil(isEnough, scene);
  const after = await takeSaid(scene, 'second');
  const rows = await nameGrowth(scene, before, after);
  for (const { captureId } of [before, after]) await scene.client.request('captures/remove', { captureId });
  context.output.json('demo', { turns: after.turns - before.turns, totalTurns: sample.turns(), growth: rows });
  tellWhereToLook(context, rows[0]);
}

async function run(context: CommandContext): Promise<ExitCode> {
  const { options, output, signal } = context;
  const seconds = options.positive('for') ?? defaultSeconds;
  // Whoever started us over an IPC channel and is gone, wants this to end as well.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  const isOnce = options.flag('once') || output.isJson || !process.stdout.isTTY;
  const client = await step(context, context.host, () => 'the agent host');
  const database = await step(
    context,
    () => client.request('postgres/startEmbedded', {}, { signal }),
    ({ pid }) => `PostgreSQL, embedded, process ${pid}`,
  );
  const environment = await client.request('launch/environment', {});
  const sample = await step(
    context,
    () =>
      startSampleSystem(
        sampleFolder(),
        { ...environment, DATABASE_URL: database.url, PITSTOP_SAMPLE_FAULTS: 'all' },
        signal,
      ),
    ({ port, pid }) => `the sample agent system with its faults on, 127.0.0.1:${port}, process ${pid}`,
  );
  const loadEnd = new AbortController();
  let load: Promise<unknown> | undefined;
  try {
    const { targetId } = await targetOf(client, sample.pid, signal);
    const figures = await followFigures(client, targetId);
    const scene: Scene = { context, client, sample, targetId, figures };
    const failed = new Promise<never>((_, reject) => {
      load = applyLoad(client, sample.port, loadEnd.signal).catch((error: unknown) => {
        if (!loadEnd.signal.aborted) reject(error);
      });
      void sample.ended.then(() => reject(new Failure('targetGone', 'the sample system ended')));
    });
    failed.catch(() => undefined);
    output.line('   customers come in, four at a time');
    await Promise.race([tell(scene, seconds), failed]);
    if (!isOnce) {
      output.line();
      output.line('It goes on running until Ctrl-C.');
      await Promise.race([watchUntil((passed) => passed >= loadSeconds, scene), failed]);
    }
    return exitCodes.clean;
  } finally {
    loadEnd.abort();
    await load;
    await sample.stop();
  }
}

export const demoCommand: Command = {
  name: ['demo'],
  purpose: 'Shows Pitstop on a sample agent system: under load, live, and what grows in it at its line of code.',
  usage: '[--for S] [--once]',
  example: 'pitstop demo --once',
  options: {
    for: { type: 'string', value: 'S', purpose: `seconds between the two snapshots (${defaultSeconds})` },
    once: { type: 'boolean', purpose: 'ends after the story also on a terminal' },
  },
  wordCount: [0, 0],
  takesCommandLine: false,
  run,
};
