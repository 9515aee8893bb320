import { expect, test } from 'vitest';
import type { Finding } from '../../../../src/protocol/findings.ts';
import type { Stall } from '../../../../src/protocol/stalls.ts';
import { stallName, stallOf, stallsModel, stallsNote } from '../../../../webview/tabs/gcLoop/stallsModel.ts';

const stall = (call: string, line: number | null, longestMs: number, count: number): Stall => ({
  place: line === null ? null : { file: '/app/work.ts', line, column: 1, symbol: `f${line}` },
  stack: [],
  kind: call === '' ? 'code' : 'fs',
  call,
  count,
  totalMs: longestMs * count,
  longestMs,
  largestBytes: null,
  firstAt: 0,
  lastAt: 1,
  isInside: true,
});
const stalls = [stall('', 7, 300, 4), stall('fs.readFileSync', 9, 500, 1), stall('', null, 90, 1)];
const finding = (line: number, symbol?: string): Finding => ({
  findingId: 'f',
  rule: 'loop-blocked',
  title: 't',
  severity: 'warning',
  place: { file: '/app/work.ts', line, column: 1, ...(symbol === undefined ? {} : { symbol }) },
  evidence: [],
  saving: null,
  confidence: 'measured',
  disprovedBy: '',
  state: 'new',
  foundAt: 0,
});

test('stalls tell how often, how long at most, and where most of it was', () => {
  expect(stallsNote(stalls)).toBe('6 times within the last hour, up to 500 ms; most in f7 at work.ts:7');
  expect(stallsNote([])).toBe('');
  expect(stalls.map(stallName)).toEqual(['f7', 'fs.readFileSync', 'code that is not the program’s own']);
});

test('a finding leads to the stall at its line, or of its function where the line has moved', () => {
  expect(stallOf(finding(9), stalls)).toBe(stalls[1]);
  expect(stallOf(finding(3, 'f7'), stalls)).toBe(stalls[0]);
  expect(stallOf(finding(3), stalls)).toBeUndefined();
  const model = stallsModel(stalls, 10, () => undefined, stalls[1]);
  expect(model.indexOf(model.reveal ?? '')).toBe(1);
});
