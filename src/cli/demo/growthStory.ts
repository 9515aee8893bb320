import { Failure } from '../../protocol/failures.ts';
import { finishedJob } from '../finishedJob.ts';
import { huntJson } from '../hunt/huntJson.ts';
import { liveLooks, showHunt } from '../hunt/huntText.ts';
import type { JsonBody } from '../output.ts';
import { targetOf } from './liveFigures.ts';
import type { SampleSystem } from './sampleSystem.ts';
import { findingsOf, title, turnsOf, whenGone, type Scene } from './scene.ts';

/** "It grows." Hunts in the sample under load, and names what keeps growing at its line. */
export async function tellGrowth(scene: Scene, sample: SampleSystem, seconds: number): Promise<JsonBody> {
  const { context, client } = scene;
  const { output, signal } = context;
  const { targetId } = await targetOf(client, sample.pid, signal);
  title(context, '1  It grows. What does the gateway keep of each turn?');
  output.line('   customers come in, four at a time');
  const stop = client.onEvent('hunts/changed', liveLooks(targetId, output));
  try {
    const request = {
      targetId,
      load: turnsOf(sample.port, { seconds }),
      allowRemote: false,
      isMarked: false,
      iterations: null,
      seconds,
      rehuntOf: null,
    };
    const made = await Promise.race([finishedJob(client, 'hunts/start', request, context), whenGone(sample.ended)]);
    const hunts = await client.request('hunts/list', {});
    const hunt = hunts.find(({ huntId }) => made.includes(huntId));
    if (hunt === undefined) throw new Failure('internal', 'the hunt is not in the list');
    const findings = await findingsOf(client, made);
    showHunt(hunt, findings, output);
    return huntJson(hunt, findings);
  } finally {
    stop();
  }
}
