import { Failure } from '../../protocol/failures.ts';
import { finishedJob } from '../finishedJob.ts';
import type { JsonBody } from '../output.ts';
import { poolTuningJson, showPoolTuning } from '../pool/poolTuningText.ts';
import { targetOf } from './liveFigures.ts';
import { startSampleSystem } from './sampleSystem.ts';
import { findingsOf, sampleFolder, step, title, turnsOf, whenGone, type Scene } from './scene.ts';

const sizeMax = 16;
/** Customers at once: more than a small pool has connections, fewer than would drown the gateway. */
const customers = 16;
const loadSeconds = 3_600;

/** "Which size?" Tries sizes of the sample's pool under load, on a gateway of its own without the other faults. */
export async function tellPool(scene: Scene, seconds: number): Promise<JsonBody> {
  const { context, client, databaseUrl, environment } = scene;
  title(context, `3  Which size? The pool of the gateway, with ${customers} customers at once`);
  const sample = await step(
    context,
    () =>
      startSampleSystem(
        sampleFolder(),
        { ...environment, DATABASE_URL: databaseUrl, PITSTOP_SAMPLE_FAULTS: '' },
        context.signal,
      ),
    ({ pid }) => `the gateway without its faults, process ${pid}`,
  );
  try {
    const { targetId } = await targetOf(client, sample.pid, context.signal);
    const load = turnsOf(sample.port, { seconds: loadSeconds, connections: customers });
    const subject = { kind: 'target', targetId, load, allowRemote: false } as const;
    const made = await Promise.race([
      step(
        context,
        () => finishedJob(client, 'pools/tune', { subject, sizeMax, seconds }, context),
        () => 'sizes tried, each on a fresh pool',
      ),
      whenGone(sample.ended),
    ]);
    const experiments = await client.request('experiments/list', {});
    const experiment = experiments.find(({ experimentId }) => made.includes(experimentId));
    if (experiment?.pool === undefined || experiment.pool === null)
      throw new Failure('internal', 'the tuning gave no pool');
    const findings = await findingsOf(client, made);
    context.output.line();
    showPoolTuning(experiment, experiment.pool, findings, context.output);
    return poolTuningJson(experiment, experiment.pool, findings);
  } finally {
    await sample.stop();
  }
}
