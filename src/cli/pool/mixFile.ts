import type { PoolMix } from '../../protocol/experiments.ts';
import { UsageError } from '../commandOptions.ts';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a task is where the file does not say otherwise. */
const taskDefaults = { weight: 1, transaction: false };

/** The mix that a file holds. Throws a UsageError where it is no such file; its fields are checked at the host's door. */
export function readMixFile(text: string): PoolMix {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the mix file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(value) || !Array.isArray(value['tasks']))
    throw new UsageError('the mix file has to hold {"concurrency": N, "tasks": [{"steps": [{"sql": "…"}]}]}');
  const unknown = Object.keys(value).find((name) => name !== 'concurrency' && name !== 'tasks');
  if (unknown !== undefined) throw new UsageError(`the mix file has '${unknown}', which is none of concurrency, tasks`);
  const tasks = value['tasks'].map((task: unknown) => (isRecord(task) ? { ...taskDefaults, ...task } : task));
  // Each field is checked at the host's door, which names the one that does not fit.
  return { concurrency: value['concurrency'], tasks } as PoolMix;
}
