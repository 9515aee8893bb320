import { readFileSync } from 'node:fs';
import type { HostClient } from '../../channel/hostClient.ts';
import { limits } from '../../protocol/limits.ts';
import type { HuntRequest } from '../../protocol/hostChannel.ts';
import type { LeakHunt } from '../../protocol/hunts.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { TargetId } from '../../protocol/targets.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from '../command.ts';
import { UsageError, type CommandOptions } from '../commandOptions.ts';
import { finishedJob } from '../finishedJob.ts';
import { withLaunchedTarget, withRunningTarget, type LoadFor } from '../loadedTarget.ts';
import { loadPlanOf, readLoadFile } from '../loadFile.ts';
import { liveLooks, showHunt } from '../hunt/huntText.ts';
import { huntJson } from '../hunt/huntJson.ts';

const secondsDefault = 60;

/** Everything of a request but the target and its load. */
type Wanted = Omit<HuntRequest, 'targetId' | 'load'>;

function patternOf(options: CommandOptions): RegExp | null {
  const text = options.text('cycle-pattern');
  if (text === undefined) return null;
  try {
    return new RegExp(text, 'u');
  } catch {
    throw new UsageError(`--cycle-pattern takes a regular expression, not '${text}'`);
  }
}

function loadForOf(options: CommandOptions, seconds: number): LoadFor {
  const file = options.text('load');
  if (file === undefined) return () => null;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--load ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return (environment) => loadPlanOf({ seconds, ...readLoadFile(text, environment) });
}

/** Hunts in a target, and gives what was said and found. */
async function hunted(
  context: CommandContext,
  client: HostClient,
  targetId: TargetId,
  wanted: Wanted & Pick<HuntRequest, 'load'>,
): Promise<{ hunt: LeakHunt; findings: readonly Finding[] }> {
  const stop = client.onEvent('hunts/changed', liveLooks(targetId, context.output));
  try {
    const [huntId] = await finishedJob(client, 'hunts/start', { ...wanted, targetId }, context);
    const hunts = await client.request('hunts/list', {});
    const hunt = hunts.find((one) => one.huntId === huntId);
    if (hunt === undefined) throw new TypeError('the hunt that has just ended is not in the list');
    const all = await client.request('findings/list', {});
    return { hunt, findings: hunt.findings.flatMap((id) => all.find(({ findingId }) => findingId === id) ?? []) };
  } finally {
    stop();
  }
}

/** Tells the host of each line that ends a cycle; while one telling is under way, the next ones are summed up. */
function cycleMarks(pattern: RegExp) {
  let hunter: { readonly client: HostClient; readonly targetId: TargetId } | undefined;
  let waiting = 0;
  let isTelling = false;
  const tell = async () => {
    if (isTelling || hunter === undefined) return;
    const { client, targetId } = hunter;
    isTelling = true;
    try {
      while (waiting > 0) {
        const cycles = waiting;
        waiting = 0;
        await client.request('hunts/mark', { targetId, cycles });
      }
    } catch {
      // The host is gone, or the command was cancelled: the hunt itself tells.
    } finally {
      isTelling = false;
    }
  };
  return {
    line: (text: string) => {
      if (!pattern.test(text)) return;
      waiting += 1;
      void tell();
    },
    begin: (client: HostClient, targetId: TargetId) => {
      hunter = { client, targetId };
    },
  };
}

function huntLaunched(context: CommandContext, wanted: Wanted, loadFor: LoadFor, pattern: RegExp | null) {
  const marks = pattern === null ? null : cycleMarks(pattern);
  return withLaunchedTarget(
    context,
    loadFor,
    (client, targetId, load) => {
      marks?.begin(client, targetId);
      return hunted(context, client, targetId, { ...wanted, load });
    },
    marks?.line,
  );
}

async function run(context: CommandContext): Promise<ExitCode> {
  const { options, commandLine, output } = context;
  const pid = options.wholeNumber('pid', { min: 1 });
  const seconds = options.positive('for') ?? secondsDefault;
  if ((pid === undefined) === (commandLine.length === 0))
    throw new UsageError('hunt needs one of the two: --pid N, or a command after --');
  if (seconds > limits.huntSecondsMax.value)
    throw new UsageError(`--for takes at most ${limits.huntSecondsMax.value} seconds`);
  const pattern = patternOf(options);
  const loadFor = loadForOf(options, seconds);
  if (pattern !== null && pid !== undefined)
    throw new UsageError('--cycle-pattern reads the output of a program started after --; with --pid there is none');
  if (pattern !== null && options.text('load') !== undefined)
    throw new UsageError('hunt counts work by one of the two: --cycle-pattern, or --load');
  const wanted: Wanted = {
    allowRemote: options.flag('allow-remote'),
    isMarked: pattern !== null,
    iterations: options.wholeNumber('iterations', { min: 1 }) ?? null,
    seconds,
    rehuntOf: options.text('rehunt') ?? null,
  };
  const said = await (pid === undefined
    ? huntLaunched(context, wanted, loadFor, pattern)
    : withRunningTarget(context, pid, loadFor, (client, targetId, load) =>
        hunted(context, client, targetId, { ...wanted, load }),
      ));
  output.json('leakHunt', huntJson(said.hunt, said.findings));
  showHunt(said.hunt, said.findings, output);
  return said.hunt.verdict === 'leak' ? exitCodes.findings : exitCodes.clean;
}

export const huntCommand: Command = {
  name: ['hunt'],
  purpose: 'Says whether a Node program leaks, and who holds what it leaks: leak, no leak, or unsure with the bound.',
  usage: '(--pid N | -- CMD …) [--cycle-pattern REGEX] [--iterations N] [--for S] [--load FILE]',
  example: "pitstop hunt --cycle-pattern '^cycle' --for 60 -- node worker.js",
  options: {
    pid: { type: 'string', value: 'N', purpose: 'a running process; it needs no change and is left as it was' },
    'cycle-pattern': {
      type: 'string',
      value: 'REGEX',
      purpose: "a line of the program's output that matches ends a cycle of work",
    },
    iterations: { type: 'string', value: 'N', purpose: 'units of work in a cycle (1): growth is told for each unit' },
    load: {
      type: 'string',
      value: 'FILE',
      purpose: 'a load file; it is applied while the hunt goes on (${PORT}: the port given to a program after --)',
    },
    for: { type: 'string', value: 'S', purpose: `seconds that the hunt has (${secondsDefault})` },
    rehunt: { type: 'string', value: 'ID', purpose: 'the finding of an earlier hunt that this one is to disprove' },
    'allow-remote': { type: 'boolean', purpose: 'lets the load go to another machine, which has to be yours to load' },
  },
  wordCount: [0, 0],
  takesCommandLine: true,
  run,
};
