import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProbeConnection, ProbeHello } from '../../../src/host/intake/probeServer.ts';
import { TargetBook } from '../../../src/host/session/targetBook.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { metricIds } from '../../../src/protocol/metrics.ts';
import type { ColumnBlock } from '../../../src/protocol/columnBlock.ts';
import type { Target } from '../../../src/protocol/targets.ts';

let running: Map<number, string>;
let told: (readonly Target[])[];
let blocks: ColumnBlock[];
let book: TargetBook;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  running = new Map();
  told = [];
  blocks = [];
  book = new TargetBook({
    startKeyOf: (pid) => running.get(pid),
    onChanged: (targets) => told.push(targets),
    onBlock: (_targetId, block) => blocks.push(block),
    onTurnedAway: () => undefined,
    onLive: () => undefined,
    now: Date.now,
  });
});
afterEach(() => {
  book.close();
  vi.useRealTimers();
});

/** The far end of a probe's line, as the door hands it over. */
function probe(pid: number, change: Partial<ProbeHello> = {}): ProbeConnection {
  if (!running.has(pid)) running.set(pid, `s${pid}`);
  return {
    hello: {
      type: 'hello',
      protocol: 1,
      token: 't',
      pid,
      threadId: 0,
      startedAt: 5,
      nodeVersion: '24.0.0',
      v8Version: '13',
      command: ['node', 'a.js'],
      folder: '/',
      way: 'launched',
      hasHeapdump: false,
      ...change,
    },
    send: () => undefined,
    close: () => undefined,
  };
}
const states = () => book.list().map(({ targetId, state }) => `${targetId} ${state}`);

describe('states', () => {
  test('a broken line is told as lost, and the same target comes back', () => {
    const first = probe(7);
    expect(book.onHello(first)).toBeUndefined();
    book.onClose(first);
    expect(states(), 'not told before it is known').toEqual(['7-s7 watching']);
    vi.advanceTimersByTime(150);
    expect(book.list()[0]).toMatchObject({ state: 'lost', stateReason: expect.stringContaining('goes on') });
    expect(book.onHello(probe(7))).toBeUndefined();
    expect(states()).toEqual(['7-s7 watching']);
    expect(book.list()[0].stateReason).toBeUndefined();
  });

  test('a probe that is back before anyone looked was never lost', () => {
    const first = probe(7);
    book.onHello(first);
    book.onClose(first);
    expect(book.onHello(probe(7))).toBeUndefined();
    vi.advanceTimersByTime(1_000);
    expect(told.flat().map(({ state }) => state)).not.toContain('lost');
  });

  test('a process that is gone has ended, now or after it was lost', () => {
    const [one, two] = [probe(7), probe(8)];
    for (const each of [one, two]) book.onHello(each);
    book.onClose(two);
    vi.advanceTimersByTime(150);
    running.clear();
    book.onClose(one);
    vi.advanceTimersByTime(250);
    expect(states()).toEqual(['7-s7 ended', '8-s8 ended']);
    expect(book.list()[0]).toMatchObject({ stateReason: 'The process ended.' });
  });

  test('a pid that was given to another process is an end, and the other a target of its own', () => {
    const one = probe(7);
    book.onHello(one);
    running.set(7, 'later');
    book.onClose(one);
    book.onHello(probe(7));
    vi.advanceTimersByTime(250);
    expect(states()).toEqual(['7-s7 ended', '7-later watching']);
  });

  test('a thread whose probe does not come back has ended, while its process goes on', () => {
    const thread = probe(7, { threadId: 2 });
    book.onHello(thread);
    book.onClose(thread);
    vi.advanceTimersByTime(limits.probeLeaveMs.value + 1_000);
    expect(book.list()[0]).toMatchObject({ targetId: '7-s7-2', state: 'ended', stateReason: 'The thread ended.' });
  });

  test('a probe that left something behind says what', () => {
    const one = probe(7);
    book.onHello(one);
    book.onReport(one, { type: 'bye', left: ['socket'] });
    expect(book.list()[0]).toMatchObject({ state: 'detached', stateReason: 'The probe could not take back: socket.' });
  });
});

describe('who is let in', () => {
  test('an attached probe that nobody waits for is refused', () => {
    expect(book.onHello(probe(7, { way: 'attached' }))).toMatch(/no longer waited for/);
    expect(states()).toEqual([]);
  });

  test('an attached probe that is waited for arrives', async () => {
    const arrived = book.arrival(
      7,
      async () => book.onHello(probe(7, { way: 'attached' })),
      new AbortController().signal,
    );
    expect((await arrived).target).toMatchObject({ pid: 7, way: 'attached' });
  });

  test('the same thread is watched once', () => {
    book.onHello(probe(7));
    expect(book.onHello(probe(7))).toMatch(/watched already/);
  });

  test('the limit refuses, unless a target that is over can be forgotten', () => {
    for (let pid = 1; pid <= limits.targetsMax.value; pid += 1) expect(book.onHello(probe(pid))).toBeUndefined();
    expect(book.onHello(probe(999))).toMatch(/is the limit/);
    const last = probe(1);
    book.onReport(last, { type: 'bye', left: [] });
    expect(book.onHello(probe(999)), 'a stranger says bye for nobody').toMatch(/is the limit/);
    book.change(book.find('1-s1'), { state: 'detached' });
    expect(book.onHello(probe(999))).toBeUndefined();
    expect(book.list()).toHaveLength(limits.targetsMax.value);
  });
});

test('ticks become live blocks, and changes of their figures changes of the target', () => {
  const one = probe(7);
  book.onHello(one);
  const tick = {
    type: 'tick' as const,
    at: 1,
    values: metricIds.map(() => 1),
    collections: [[1, 1, 2] as const],
    dropped: 3,
    droppedCollections: 0,
    hasHeapdump: true,
  };
  for (const at of [1, 2, 3]) book.onReport(one, { ...tick, at });
  vi.advanceTimersByTime(100);
  expect(blocks.map(({ head, columns }) => [head.kind, columns[0].values.length])).toEqual([
    ['samples', 3],
    ['collections', 3],
  ]);
  expect(told.at(-1)?.[0]).toMatchObject({ droppedSamples: 3, hasHeapdump: true });
  expect(told, 'changes of one moment are told once').toHaveLength(1);
});

test('what is not there is a failure', () => {
  expect(() => book.find('nothing')).toThrow(expect.objectContaining({ code: 'targetGone' }));
});
