import { parentPort, workerData } from 'node:worker_threads';
import type { PoolReading } from '../../analysis/pool/poolReading.ts';
import { driveMix, type MixRun } from './mixDriver.ts';

/** What the thread says in the end. */
export type MixOutcome = { readonly reading: PoolReading } | { readonly failure: string };

// The host starts this thread with a run that it has checked.
driveMix(workerData as MixRun).then(
  (reading) => parentPort?.postMessage({ reading } satisfies MixOutcome),
  (error: unknown) =>
    parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) } satisfies MixOutcome),
);
