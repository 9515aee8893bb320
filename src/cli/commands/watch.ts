import type { HostClient } from '../../channel/hostClient.ts';
import { columnOf, type ColumnBlock } from '../../protocol/columnBlock.ts';
import { limits } from '../../protocol/limits.ts';
import { metrics, type MetricId } from '../../protocol/metrics.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from '../command.ts';
import { UsageError } from '../commandOptions.ts';
import { finishedJob } from '../finishedJob.ts';
import { formatBytes, formatCount, formatDuration, formatRatio } from '../format.ts';
import { launchedProgram } from '../launchedProgram.ts';
import { launchedTarget, nextTarget } from '../launchedTarget.ts';
import type { Output } from '../output.ts';
import { liveWatch } from '../watch/liveWatch.ts';

const lineEveryMs = 1_000;
const headEveryLines = 20;

const columns = [
  ['heapUsed', 'heap', formatBytes],
  ['rss', 'RSS', formatBytes],
  ['loopDelayP99', 'delay p99', formatDuration],
  ['loopDelayMax', 'max', formatDuration],
  ['loopUtilisation', 'loop busy', formatRatio],
  ['gcShare', 'GC', formatRatio],
  ['allocationRate', 'allocated/s', formatBytes],
  ['cpuShare', 'CPU', formatRatio],
  ['activeResources', 'active', formatCount],
  ['probeShare', 'probe', formatRatio],
] as const satisfies readonly (readonly [MetricId, string, (value: number) => string])[];
const width = 11;

/** Prints each sample of each metric as one JSON document. */
function jsonPrinter(output: Output): (block: ColumnBlock) => void {
  return (block) => {
    const at = columnOf(block, 'at');
    const values = metrics.map(({ id, unit }) => ({ name: id, unit, column: columnOf(block, id) }));
    for (const [row, moment] of at.entries()) {
      for (const { name, unit, column } of values) {
        const value = column[row];
        output.json('sample', {
          at: moment,
          name,
          value: value === undefined || Number.isNaN(value) ? null : value,
          unit,
        });
      }
    }
  };
}

/** Prints a line each second with the newest values, and the names of the columns every twenty lines. */
function linePrinter(output: Output): (block: ColumnBlock) => void {
  let printedAt = -Infinity;
  let lines = 0;
  const row = (moment: string, cells: readonly string[]) =>
    [moment.padEnd(8), ...cells.map((cell) => cell.padStart(width))].join(' ');
  return (block) => {
    const at = columnOf(block, 'at').at(-1);
    if (at === undefined || at - printedAt < lineEveryMs) return;
    printedAt = at;
    if (lines % headEveryLines === 0)
      output.line(
        output.styled(
          'dim',
          row(
            'time',
            columns.map(([, title]) => title),
          ),
        ),
      );
    lines += 1;
    const cells = columns.map(([metric, , format]) => {
      const value = columnOf(block, metric).at(-1);
      return value === undefined || Number.isNaN(value) ? '–' : format(value);
    });
    output.line(row(new Date(at).toTimeString().slice(0, 8), cells));
  };
}

/** How long the watching is to last: it is over when `signal` is aborted, and its time runs from `begin`. */
type Stretch = { readonly signal: AbortSignal; readonly begin: () => void; readonly isEndless: boolean };

/** How a watching ended: the target where it ended by itself, and whether something was found in it. */
type Followed = { readonly over: Target | undefined; readonly hasFound: boolean };

/** Prints what the target tells until it ends or the stretch is over. */
async function followed(
  { output }: CommandContext,
  client: HostClient,
  targetId: TargetId,
  { signal, begin }: Stretch,
): Promise<Followed> {
  const live = liveWatch(client, targetId, output);
  const print = output.isJson ? jsonPrinter(output) : linePrinter(output);
  // A program that is too busy to tell anything does not hold us for ever.
  const patience = setTimeout(begin, limits.attachTimeoutMs.value);
  const stop = client.onBlock((block) => {
    if (block.head.kind !== 'samples' || block.head.targetId !== targetId) return;
    begin();
    print(block);
  });
  const isOver = (target: Target) => target.targetId === targetId && ['ended', 'detached'].includes(target.state);
  try {
    await client.request('live/follow', { targetId }, { signal });
    return { over: await nextTarget(client, isOver, signal), hasFound: live.hasFound() };
  } catch (error) {
    if (signal.aborted) return { over: undefined, hasFound: live.hasFound() };
    throw error;
  } finally {
    live.stop();
    clearTimeout(patience);
    stop();
  }
}

const toldEnd = (target: Target) =>
  `${target.name} (process ${target.pid}): ${target.stateReason ?? 'left by another'}`;

async function watchRunning(context: CommandContext, pid: number, until: Stretch): Promise<boolean> {
  const client = await context.host();
  const before = await client.request('targets/list', {});
  const [targetId = ''] = await finishedJob(client, 'targets/attach', { pid }, context);
  const isOurs = !before.some((target) => target.targetId === targetId && target.state === 'watching');
  try {
    const { over, hasFound } = await followed(context, client, targetId, until);
    if (over !== undefined) context.output.note(toldEnd(over));
    return hasFound;
  } finally {
    // A host that is borrowed goes on; what it watched before goes on being watched.
    if (isOurs) await client.request('targets/detach', { targetId });
  }
}

async function watchLaunched(context: CommandContext, until: Stretch): Promise<boolean> {
  const client = await context.host();
  const probe = await client.request('launch/environment', {});
  const program = await launchedProgram(context.commandLine, probe);
  let how = '';
  void program.ended.then((ending) => {
    how = ` It was ${ending}.`;
  });
  try {
    const { targetId } = await launchedTarget(client, program, until);
    const { over, hasFound } = await followed(context, client, targetId, until);
    if (over !== undefined) context.output.note(`${toldEnd(over)}${how}`);
    return hasFound;
  } catch (error) {
    if (!until.signal.aborted) throw error;
    return false;
  } finally {
    await program.stop();
  }
}

async function run(context: CommandContext): Promise<ExitCode> {
  const { options, commandLine, signal } = context;
  const pid = options.wholeNumber('pid', { min: 1 });
  const seconds = options.positive('for');
  if ((pid === undefined) === (commandLine.length === 0))
    throw new UsageError('watch needs one of the two: --pid N, or a command after --');
  const time = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const until: Stretch = {
    isEndless: seconds === undefined,
    signal: AbortSignal.any([signal, time.signal]),
    begin: () => {
      if (seconds !== undefined) timer ??= setTimeout(() => time.abort(), seconds * 1000);
    },
  };
  try {
    const hasFound = await (pid === undefined ? watchLaunched(context, until) : watchRunning(context, pid, until));
    return hasFound ? exitCodes.findings : exitCodes.clean;
  } finally {
    clearTimeout(timer);
  }
}

export const watchCommand: Command = {
  name: ['watch'],
  purpose: 'Shows memory, collections, the event loop and the pools of a Node program, and what is found in them.',
  usage: '(--pid N | -- CMD …) [--for S]',
  example: 'pitstop watch --for 30 -- node server.js',
  options: {
    pid: { type: 'string', value: 'N', purpose: 'a running process; it needs no change and is left as it was' },
    for: {
      type: 'string',
      value: 'S',
      purpose: 'seconds from the first sample; without it until the program ends, or Ctrl-C',
    },
  },
  wordCount: [0, 0],
  takesCommandLine: true,
  run,
};
