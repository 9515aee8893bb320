import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadProbeMessage } from '../../../src/host/intake/probeFields.ts';
import { probeMessage } from '../../../src/host/intake/probeMessage.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { metricIds } from '../../../src/protocol/metrics.ts';
import type { ProbeMessage } from '../../../src/protocol/probeChannel.ts';

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const tick: ProbeMessage = {
  type: 'tick',
  at: 1,
  values: metricIds.map((_, index) => (index % 2 === 0 ? index : null)),
  collections: [[1, 4, 2.5]],
  dropped: 0,
  droppedCollections: 0,
  hasHeapdump: false,
};
const messages: readonly ProbeMessage[] = [
  {
    type: 'hello',
    protocol: 1,
    token: 't',
    pid: 1,
    threadId: 0,
    startedAt: 5,
    nodeVersion: '24.0.0',
    v8Version: '13',
    command: ['node', 'a.js'],
    folder: '/',
    way: 'attached',
    hasHeapdump: true,
  },
  tick,
  { type: 'snapshotDone', requestId: 1, pauseMs: 2.5, bytes: 3, scripts: [[1, 'file:///a.js']] },
  { type: 'snapshotFailed', requestId: 1, reason: 'no', isDiskFull: true },
  { type: 'bye', left: ['socket'] },
];

test.each(messages)('a $type comes through as it was sent', (message) => {
  expect(probeMessage(bytesOf(message))).toEqual(message);
});

describe('what is no message is refused', () => {
  test.each(
    messages.flatMap((message) => Object.keys(message).map((field) => ({ message, field, type: message.type }))),
  )('a $type without $field', ({ message, field }) => {
    const { [field as keyof ProbeMessage]: _taken, ...rest } = message;
    expect(() => probeMessage(bytesOf(rest))).toThrow(BadProbeMessage);
  });

  test.each([
    { ...tick, values: [1] },
    { ...tick, values: metricIds.map(() => 'x') },
    { ...tick, collections: [[1, 2]] },
    { ...tick, collections: [[1, 2, null]] },
    { ...tick, collections: Array.from({ length: limits.collectionsPerTickMax.value + 1 }, () => [1, 1, 1]) },
    { ...tick, dropped: -1 },
    { ...tick, at: '1' },
    { type: 'shutdown' },
    null,
    [],
    7,
  ])('%j', (value) => expect(() => probeMessage(bytesOf(value))).toThrow(BadProbeMessage));

  test('any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => probeMessage(bytes)).toThrow(BadProbeMessage);
      }),
    );
  });
});
