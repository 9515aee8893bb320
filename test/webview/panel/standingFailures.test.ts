import { expect, test } from 'vitest';
import type { Job } from '../../../src/protocol/jobs.ts';
import { standingFailures } from '../../../webview/panel/standingFailures.ts';

const hunt = (jobId: string, startedAt: number, state: Job['state'], title = 'Hunt in a.js'): Job => ({
  jobId,
  kind: 'hunt',
  title,
  startedAt,
  ...(state === 'running' ? {} : { endedAt: startedAt + 5 }),
  state,
  progress: null,
  made: [],
});

const shown = (jobs: readonly Job[], since = 0) => standingFailures(jobs, since).map(({ jobId }) => jobId);

test('a failure stands until the same is begun again', () => {
  const failed = hunt('first', 10, 'failed');
  expect(shown([failed, hunt('other', 20, 'done', 'Hunt in b.js')])).toEqual(['first']);
  expect(shown([failed, hunt('again', 20, 'running')])).toEqual([]);
  expect(shown([failed, hunt('again', 20, 'failed')])).toEqual(['again']);
});

test('what failed before the panel was opened is not told again', () => {
  expect(shown([hunt('old', 10, 'failed')], 16)).toEqual([]);
});
