import { expect, test } from 'vitest';
import { probeMessage } from '../../../src/host/intake/probeMessage.ts';
import { BadProbeMessage } from '../../../src/host/intake/probeFields.ts';
import { limits } from '../../../src/protocol/limits.ts';

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const frame = { url: '/app/a.js', line: 3, column: 4, symbol: 'turn' };
const started = { childId: 1, kind: 'process', pid: 7, file: 'node', command: ['node'], at: 5, frames: [frame] };
const message = { type: 'children', started: [started], written: [[1, 6]], ended: [[1, 7]], dropped: 0 };

test('children of a program arrive as they were told', () => expect(probeMessage(bytesOf(message))).toEqual(message));

test.each([
  { ...message, started: [{ ...started, kind: 'fiber' }] },
  { ...message, started: [{ ...started, pid: -1 }] },
  { ...message, ended: [[1]] },
  { ...message, started: Array.from({ length: limits.childrenPerTickMax.value + 1 }, () => started) },
])('what is no report of children is turned away (%#)', (value) =>
  expect(() => probeMessage(bytesOf(value))).toThrow(BadProbeMessage),
);
