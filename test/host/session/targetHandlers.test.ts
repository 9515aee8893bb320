import { expect, onTestFinished, test } from 'vitest';
import type { Client, RequestContext } from '../../../src/host/channel/handlers.ts';
import { openJobs } from '../../../src/host/jobs/openJobs.ts';
import { liveFollowers } from '../../../src/host/session/liveFollowers.ts';
import { openTargets } from '../../../src/host/session/openTargets.ts';
import { targetHandlers } from '../../../src/host/session/targetHandlers.ts';
import type { ColumnBlock } from '../../../src/protocol/columnBlock.ts';
import { probeEnvironmentVariable } from '../../../src/protocol/probeChannel.ts';

/** A client whose sendings are kept; the far end of a wire. */
function keptClient(clientId: number) {
  const live: ColumnBlock[] = [];
  const answers: ColumnBlock['columns'][] = [];
  const closers: (() => void)[] = [];
  const client: Client = {
    clientId,
    sendAnswerBlock: (columns) => answers.push(columns),
    sendLiveBlock: (block) => live.push(block),
    onClose: (listener) => closers.push(listener),
  };
  const context: RequestContext = { client, signal: new AbortController().signal, progress: () => undefined };
  return { client, context, live, answers, close: () => closers.forEach((close) => close()) };
}
const block = (targetId: string): ColumnBlock => ({ head: { kind: 'samples', targetId }, columns: [] });

test('live blocks go to who follows their target, until they stop or leave', () => {
  const followers = liveFollowers();
  const [one, two] = [keptClient(1), keptClient(2)];
  followers.follow(one.client, 'a');
  followers.follow(two.client, 'a');
  followers.follow(two.client, 'b');
  followers.tell('a', block('a'));
  followers.tell('b', block('b'));
  expect([one.live.length, two.live.length]).toEqual([1, 2]);
  followers.unfollow(two.client, 'a');
  followers.tell('a', block('a'));
  one.close();
  followers.tell('a', block('a'));
  expect([one.live.length, two.live.length]).toEqual([2, 2]);
});

test('the host answers for targets, and fails plainly where there is none', async () => {
  const targets = await openTargets({
    probeFile: '/a "quoted" place/probe.cjs',
    onChanged: () => undefined,
    onBlock: () => undefined,
    onTurnedAway: () => undefined,
  });
  onTestFinished(targets.close);
  const ended: string[] = [];
  const jobs = openJobs(
    (job) => ended.push(`${job.state} ${job.failure?.code}`),
    () => undefined,
  );
  const handlers = targetHandlers(targets, jobs, liveFollowers());
  const { context } = keptClient(1);
  expect(handlers['targets/list']({}, context)).toEqual([]);
  const environment = await handlers['launch/environment']({}, context);
  expect(environment['NODE_OPTIONS']).toBe('--require "/a \\"quoted\\" place/probe.cjs"');
  expect(environment[probeEnvironmentVariable]).toMatch(/^[\w-]+$/);
  const gone = expect.objectContaining({ code: 'targetGone' });
  expect(() => handlers['live/follow']({ targetId: 'x' }, context)).toThrow(gone);
  await expect(handlers['targets/detach']({ targetId: 'x' }, context)).rejects.toEqual(gone);
  const range = { targetId: 'x', fromAt: 0, toAt: 1 };
  expect(() => handlers['series/range']({ ...range, pointsMax: 9, metrics: [] }, context)).toThrow(gone);
  expect(() => handlers['collections/range'](range, context)).toThrow(gone);
  await handlers['targets/attach']({ pid: 2 ** 22 + 1 }, context);
  await expect.poll(() => ended.at(-1)).toBe('failed targetGone');
});
