import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { HostClient } from '../../channel/hostClient.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { LoadPlan } from '../../protocol/loadRun.ts';
import type { CommandContext } from '../command.ts';
import { formatDuration } from '../format.ts';
import { loadPlanOf, readLoadFile } from '../loadFile.ts';

/** What every story of the demonstration is told with. */
export type Scene = {
  readonly context: CommandContext;
  readonly client: HostClient;
  /** Address of the embedded PostgreSQL; holds its password. */
  readonly databaseUrl: string;
  /** Environment that makes a program report to the host. */
  readonly environment: Readonly<Record<string, string>>;
};

/** The folder of the built sample, beside this program. */
export function sampleFolder(): string {
  const folder = path.join(path.dirname(process.argv[1] ?? ''), 'sample');
  if (existsSync(path.join(folder, 'gateway.cjs'))) return folder;
  throw new Failure('fileMissing', `the sample system is not at ${folder}; the demonstration runs from a checkout`);
}

/** The sample's load on the gateway at a port, for so long. */
export function turnsOf(port: number, plan: Partial<LoadPlan>): LoadPlan {
  const file = readFileSync(path.join(sampleFolder(), 'turns.json'), 'utf8');
  return { ...loadPlanOf(readLoadFile(file, { PORT: String(port) })), warmupSeconds: 0, ...plan };
}

/** Says a step when it is done, with how long it took. */
export async function step<Result>(
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

/** Begins a story with its question. */
export function title({ output }: CommandContext, question: string): void {
  output.line();
  output.line(output.styled('bold', question));
}

/** The findings that a job made, in the host's order. */
export async function findingsOf(client: HostClient, made: readonly string[]): Promise<readonly Finding[]> {
  const all = await client.request('findings/list', {});
  return all.filter(({ findingId }) => made.includes(findingId));
}

/** The error that ends a story when the sample has ended. */
export function whenGone(ended: Promise<void>): Promise<never> {
  const gone = ended.then(() => Promise.reject(new Failure('targetGone', 'the sample system ended')));
  // Whoever races against it hears of it; nobody else has to.
  gone.catch(() => undefined);
  return gone;
}
