import { expect, test } from 'vitest';
import { lsofPorts, psRows } from '../../../src/host/session/psProcesses.ts';

test('rows of ps are read, with spaces in the executable', () => {
  const output = `
  501   1   501  40960 Ss   Tue Nov 24 08:15:30 2026 /usr/local/bin/node
 7002 501   501 102400 T    Mon Nov  2 18:00:00 2026 /Applications/My App.app/node
 7003 501   501      0 Z    Mon Nov  2 18:00:00 2026 (node)
what is this`;
  const rows = psRows(output);
  expect(
    rows.map(({ pid, parentPid, state, executable, rssBytes }) => [pid, parentPid, state, executable, rssBytes]),
  ).toEqual([
    [501, 1, 'running', '/usr/local/bin/node', 40_960 * 1024],
    [7002, 501, 'stopped', '/Applications/My App.app/node', 102_400 * 1024],
    [7003, 501, 'ended', '(node)', 0],
  ]);
  expect(rows[0].startedAt).toBe(Date.parse('2026-11-24T08:15:30'));
});

test('ports of lsof are read once each', () => {
  expect(lsofPorts('p501\nf20\nn127.0.0.1:9229\nf21\nn*:3000\nf22\nn[::1]:3000\n')).toEqual([9229, 3000]);
});
