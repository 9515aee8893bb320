import { existsSync } from 'node:fs';
import path from 'node:path';
import type { HostClient } from '../../channel/hostClient.ts';
import { limits } from '../../protocol/limits.ts';
import type { ProfileId, ProfileKind } from '../../protocol/profiles.ts';
import type { TargetId } from '../../protocol/targets.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from '../command.ts';
import { UsageError } from '../commandOptions.ts';
import { finishedJob } from '../finishedJob.ts';
import { withLaunchedTarget, withRunningTarget } from '../loadedTarget.ts';
import { comparisonJson, showComparison } from '../profile/comparisonText.ts';
import { profileJson, showProfile } from '../profile/profileText.ts';

const secondsDefault = 10;
const topDefault = 20;
const endings: Readonly<Record<ProfileKind, string>> = { cpu: '.cpuprofile', heap: '.heapprofile' };

/** A name in the current folder that nobody has taken. */
function freeFile(kind: ProfileKind): string {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
  for (let count = 1; ; count += 1) {
    const file = path.resolve(`pitstop-${stamp}${count === 1 ? '' : `-${count}`}${endings[kind]}`);
    if (!existsSync(file)) return file;
  }
}

const topOf = ({ options }: CommandContext): number =>
  options.wholeNumber('top', { min: 1, max: limits.profileFunctionsMax.value }) ?? topDefault;

async function told(context: CommandContext, client: HostClient, profileId: ProfileId): Promise<ExitCode> {
  const summary = await client.request('profiles/summary', { profileId, functionsMax: topOf(context) });
  context.output.json('profile', profileJson(summary));
  showProfile(summary, context.output);
  return exitCodes.clean;
}

async function taken(context: CommandContext, seconds: number): Promise<ExitCode> {
  const { options, commandLine } = context;
  const pid = options.wholeNumber('pid', { min: 1 });
  const kind: ProfileKind = options.flag('heap') ? 'heap' : 'cpu';
  const out = options.text('out');
  const file = out === undefined ? freeFile(kind) : path.resolve(out);
  if (existsSync(file)) throw new UsageError(`--out ${file} is there already, and is not written over`);
  const profile = async (client: HostClient, targetId: TargetId) => {
    const [profileId = ''] = await finishedJob(client, 'profiles/take', { targetId, kind, seconds, file }, context);
    return told(context, client, profileId);
  };
  const noLoad = () => null;
  if (commandLine.length > 0) return withLaunchedTarget(context, noLoad, profile);
  return withRunningTarget(context, pid ?? 0, noLoad, profile);
}

async function compared(context: CommandContext): Promise<ExitCode> {
  const [before, after] = context.words;
  if (before === undefined || after === undefined || context.commandLine.length > 0)
    throw new UsageError('profile --compare needs two files: the earlier profile, then the later one');
  const top = topOf(context);
  const client = await context.host();
  const ids: ProfileId[] = [];
  for (const file of [before, after])
    ids.push((await client.request('profiles/open', { file: path.resolve(file) })).profileId);
  const [first = '', second = ''] = ids;
  const page = { start: 0, end: top, sort: 'change', descending: true, filter: '' };
  const comparison = await client.request('profiles/compare', { before: first, after: second, page });
  context.output.json('profileComparison', comparisonJson(comparison));
  showComparison(comparison, context.output);
  return exitCodes.clean;
}

async function run(context: CommandContext): Promise<ExitCode> {
  const { words, options, commandLine } = context;
  if (options.flag('compare')) return compared(context);
  const [file, other] = words;
  if (other !== undefined) throw new UsageError('profile opens one file; with --compare it compares two');
  const seconds = options.positive('for') ?? secondsDefault;
  const ways = [options.text('pid') !== undefined, commandLine.length > 0, file !== undefined];
  if (ways.filter(Boolean).length !== 1)
    throw new UsageError('profile needs one of the three: --pid N, a command after --, or a FILE to open');
  if (seconds > limits.profileSecondsMax.value)
    throw new UsageError(`--for takes at most ${limits.profileSecondsMax.value} seconds`);
  if (file === undefined) return taken(context, seconds);
  const client = await context.host();
  const { profileId } = await client.request('profiles/open', { file: path.resolve(file) });
  return told(context, client, profileId);
}

export const profileCommand: Command = {
  name: ['profile'],
  purpose: 'Says which functions of a Node program take its time, or allocate what it holds, and writes the profile.',
  usage: '(--pid N | FILE | --compare BEFORE AFTER | -- CMD …) [--for S] [--heap] [--out FILE] [--top N]',
  example: 'pitstop profile --for 10 -- node server.js',
  options: {
    pid: { type: 'string', value: 'N', purpose: 'a running process; it needs no change and is left as it was' },
    for: { type: 'string', value: 'S', purpose: `seconds that it is looked at (${secondsDefault})` },
    heap: { type: 'boolean', purpose: 'who allocates what is still held, instead of who takes the time' },
    compare: {
      type: 'boolean',
      purpose: 'what two profiles differ in, for each second, beyond what sampling explains',
    },
    out: { type: 'string', value: 'FILE', purpose: 'where the profile is written; without it in the current folder' },
    top: { type: 'string', value: 'N', purpose: `functions to show (${topDefault})` },
  },
  wordCount: [0, 2],
  takesCommandLine: true,
  run,
};
