import { expect, test } from 'vitest';
import { psSeen } from '../../../src/host/ledger/psLook.ts';

const output = [
  '    1     0     0     1 0   12000 Ss    12:34.56 Mon Nov 16 08:00:00 2026 /sbin/launchd',
  '  501     1   501   501 0   48000 S      0:03.50 Mon Nov 23 09:10:11 2026 node /srv/mcp files.js',
  '  502   501   501   501 0       0 Z   1-01:00:00 Mon Nov 23 09:10:12 2026 (node)',
  'not a row',
].join('\n');

test('rows of ps, with what it cannot tell left open', () => {
  const rows = psSeen(output, 501);
  expect(rows.map(({ pid, isOwn, state, cpuMs }) => [pid, isOwn, state, cpuMs])).toEqual([
    [1, false, 'running', 754_560],
    [501, true, 'running', 3_500],
    [502, true, 'zombie', 90_000_000],
  ]);
  expect(rows[1]).toMatchObject({
    parentPid: 1,
    groupId: 501,
    sessionId: null,
    rssBytes: 48_000 * 1024,
    command: ['node', '/srv/mcp', 'files.js'],
  });
});
