import { readFileSync } from 'node:fs';
import type { HostClient } from '../../channel/hostClient.ts';
import type { Experiment, PoolSubject } from '../../protocol/experiments.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import { limits } from '../../protocol/limits.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from '../command.ts';
import { UsageError, type CommandOptions } from '../commandOptions.ts';
import { finishedJob } from '../finishedJob.ts';
import { loadPlanOf, readLoadFile } from '../loadFile.ts';
import { readMixFile } from '../pool/mixFile.ts';
import { poolTuningJson, showPoolTuning } from '../pool/poolTuningText.ts';
import { withLaunchedTarget, withRunningTarget, type LoadFor } from '../loadedTarget.ts';

const sizeMaxDefault = 64;
const secondsDefault = 45;

type Outcome = { readonly experiment: Experiment; readonly findings: readonly Finding[] };

function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--${option} ${file} cannot be read: ${reason}`);
  }
}

/** Tunes, and gives what came of it. */
async function tuned(context: CommandContext, client: HostClient, subject: PoolSubject): Promise<Outcome> {
  const { options } = context;
  const sizeMax = options.wholeNumber('max', { min: 1, max: limits.poolSizeMax.value }) ?? sizeMaxDefault;
  const seconds = options.positive('for') ?? secondsDefault;
  if (seconds > limits.tuneSecondsMax.value)
    throw new UsageError(`--for takes at most ${limits.tuneSecondsMax.value} seconds`);
  const made = await finishedJob(client, 'pools/tune', { subject, sizeMax, seconds }, context);
  const experiments = await client.request('experiments/list', {});
  const experiment = experiments.find(({ experimentId }) => experimentId === made[0]);
  if (experiment === undefined) throw new Failure('internal', 'the tuning that has just ended is not in the list');
  const all = await client.request('findings/list', {});
  return { experiment, findings: all.filter(({ findingId }) => made.includes(findingId)) };
}

/** The server that the options or the environment name; null for our own. */
async function databaseOf({ options }: CommandContext, client: HostClient) {
  if (options.flag('embedded')) return { candidateId: null, url: null };
  const url = options.text('url');
  if (url !== undefined) return { candidateId: null, url };
  const candidates = await client.request('database/candidates', { folder: process.cwd(), setting: null });
  const found = candidates.find(({ candidateId }) => candidateId !== 'embedded');
  if (found === undefined)
    throw new UsageError('a mix needs a server: give --url, DATABASE_URL, PG*, a .env file or --embedded');
  return { candidateId: found.candidateId, url: null };
}

async function tuneMix(context: CommandContext, file: string): Promise<Outcome> {
  const mix = readMixFile(textOf('mix', file));
  const client = await context.host();
  const allowRemote = context.options.flag('allow-remote');
  const database = await client.request('database/connect', { ...(await databaseOf(context, client)), allowRemote });
  context.output.note(`pool of our own on ${database.label} (${database.source})`);
  return tuned(context, client, { kind: 'mix', mix });
}

function loadForOf(options: CommandOptions): LoadFor {
  const file = options.text('load');
  if (file === undefined) return () => null;
  const text = textOf('load', file);
  return (environment) => loadPlanOf(readLoadFile(text, environment));
}

async function tuneTarget(context: CommandContext, pid: number | undefined): Promise<Outcome> {
  const { options } = context;
  const loadFor = loadForOf(options);
  const allowRemote = options.flag('allow-remote');
  const work: Parameters<typeof withRunningTarget<Outcome>>[3] = (client, targetId, load) =>
    tuned(context, client, { kind: 'target', targetId, load, allowRemote });
  return pid === undefined
    ? withLaunchedTarget(context, loadFor, work)
    : withRunningTarget(context, pid, loadFor, work);
}

async function run(context: CommandContext): Promise<ExitCode> {
  const { options, commandLine, output } = context;
  const pid = options.wholeNumber('pid', { min: 1 });
  const mix = options.text('mix');
  const given = [pid !== undefined, commandLine.length > 0, mix !== undefined].filter(Boolean).length;
  if (given !== 1) throw new UsageError('tune pool needs one of the three: --pid N, a command after --, or --mix FILE');
  if (mix !== undefined && options.text('load') !== undefined)
    throw new UsageError('--mix is a load of its own; --load goes with --pid or a command');
  const { experiment, findings } = await (mix === undefined ? tuneTarget(context, pid) : tuneMix(context, mix));
  const { pool } = experiment;
  if (pool === null) throw new Failure('internal', 'the tuning gave no pool');
  output.json('poolTuning', poolTuningJson(experiment, pool, findings));
  showPoolTuning(experiment, pool, findings, output);
  return findings.length > 0 ? exitCodes.findings : exitCodes.clean;
}

export const tunePoolCommand: Command = {
  name: ['tune', 'pool'],
  purpose: 'Tries sizes of a connection pool under load, and names the smallest that does the work.',
  usage: '(--pid N | --mix FILE (--url URL | --embedded) | -- CMD …) [--load FILE] [--max N] [--for S]',
  example: 'pitstop tune pool --load turns.json -- node gateway.js',
  options: {
    pid: { type: 'string', value: 'N', purpose: 'a running program; its pool is put back as it was' },
    load: { type: 'string', value: 'FILE', purpose: "a load file; without it the program's own traffic is the load" },
    mix: { type: 'string', value: 'FILE', purpose: 'a mix of statements, on a pool of our own' },
    url: { type: 'string', value: 'URL', purpose: 'the server for a mix; else DATABASE_URL or PG*' },
    embedded: { type: 'boolean', purpose: 'the server for a mix is the PostgreSQL that comes with Pitstop' },
    max: { type: 'string', value: 'N', purpose: `the largest size to try (${sizeMaxDefault})` },
    for: { type: 'string', value: 'S', purpose: `seconds for all of it (${secondsDefault})` },
    'allow-remote': { type: 'boolean', purpose: 'lets the load go to another machine, which has to be yours to load' },
  },
  wordCount: [0, 0],
  takesCommandLine: true,
  run,
};
