import { readFileSync } from 'node:fs';
import { limits } from '../../protocol/limits.ts';
import type { LatencyFigures, LoadPlan, LoadRun } from '../../protocol/loadRun.ts';
import { exitCodes, type Command, type CommandContext } from '../command.ts';
import { UsageError, type CommandOptions } from '../commandOptions.ts';
import { formatCount, formatDuration } from '../format.ts';
import { loadPlanOf, readLoadFile } from '../loadFile.ts';
import type { Output } from '../output.ts';

/** Leaves out what was not given, so that the load file or the default stands. */
function given<Fields extends Record<string, unknown>>(fields: Fields): Partial<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Only names and values of the fields themselves are left.
  return Object.fromEntries(entries) as Partial<Fields>;
}

function headersOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--header takes 'name: value', not '${text}'`);
  return { [name]: value };
}

function planOf(words: readonly string[], options: CommandOptions): LoadPlan {
  const file = options.text('load');
  const fromFile = file === undefined ? {} : readLoadFile(textOf(file), process.env);
  return loadPlanOf({
    ...fromFile,
    ...given({
      url: words[0],
      connections: options.wholeNumber('connections', { min: 1, max: limits.loadConnectionsMax.value }),
      ratePerSecond: options.positive('rate'),
      arrivals: options.flag('poisson') ? 'poisson' : undefined,
      seconds: options.positive('for'),
      warmupSeconds: options.positive('warmup'),
      iterationsMax: options.wholeNumber('count', { min: 1 }),
      method: options.text('method'),
      headers: headersOf(options.text('header')),
      body: options.text('body'),
      timeoutSeconds: options.positive('timeout'),
    }),
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--load ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function show(run: LoadRun, output: Output): void {
  const { offered, completed, errors, latencyMs } = run;
  const rate = run.completedPerSecond.toFixed(run.completedPerSecond < 100 ? 1 : 0);
  output.line(
    `${formatCount(completed)} of ${formatCount(offered)} completed in ${run.seconds.toFixed(1)} s, ${rate} a second`,
  );
  if (latencyMs !== null) {
    const names = ['p50', 'p90', 'p99', 'p999', 'max'] as const;
    output.table(
      names.map((name) => ({
        title: name === 'p999' ? 'p99.9' : name,
        text: (row: LatencyFigures) => formatDuration(row[name]),
        align: 'right' as const,
      })),
      [latencyMs],
    );
  }
  if (errors > 0) output.line(output.styled('red', `${formatCount(errors)} failed:`));
  for (const { what, count } of run.errorKinds) output.line(`  ${formatCount(count)} × ${what}`);
  for (const note of run.notes) output.line(output.styled('dim', note));
}

async function run({ words, options, output, signal, host }: CommandContext) {
  const plan = planOf(words, options);
  const client = await host();
  const done = await client.request(
    'load/run',
    { plan, allowRemote: options.flag('allow-remote') },
    { signal, onProgress: output.progress },
  );
  output.progress(null);
  output.json('loadRun', done);
  show(done, output);
  return done.errors > 0 ? exitCodes.findings : exitCodes.clean;
}

export const loadCommand: Command = {
  name: ['load'],
  purpose: 'Applies a load to a server of this machine and gives its latencies, stalls included.',
  usage: '[URL] [--load FILE] [--connections N | --rate N [--poisson]] [--for S]',
  example: 'pitstop load http://127.0.0.1:3000/ --rate 200 --for 10',
  options: {
    load: { type: 'string', value: 'FILE', purpose: 'a load file; options stand above what it says' },
    connections: { type: 'string', value: 'N', purpose: 'closed: each begins again when its last has ended (4)' },
    rate: { type: 'string', value: 'N', purpose: 'open: so many a second, whatever the server does' },
    poisson: { type: 'boolean', purpose: 'open, with the gaps of independent users instead of equal ones' },
    for: { type: 'string', value: 'S', purpose: 'seconds (10)' },
    warmup: { type: 'string', value: 'S', purpose: 'seconds before that, which are not counted' },
    count: { type: 'string', value: 'N', purpose: 'at most so many' },
    method: { type: 'string', value: 'NAME', purpose: 'of the request (GET, with --body POST)' },
    header: { type: 'string', value: 'TEXT', purpose: "one header, as 'name: value'; more stand in a load file" },
    body: { type: 'string', value: 'TEXT', purpose: 'of the request; ${n} becomes its number' },
    timeout: { type: 'string', value: 'S', purpose: 'seconds after which one has failed (10)' },
    'allow-remote': { type: 'boolean', purpose: 'lets the load go to another machine, which has to be yours to load' },
  },
  wordCount: [0, 1],
  takesCommandLine: false,
  run,
};
