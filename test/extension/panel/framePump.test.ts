import { describe, expect, test } from 'vitest';
import { FramePump } from '../../../src/extension/panel/framePump.ts';
import { encodeColumnBlock, type BlockHead } from '../../../src/protocol/columnBlock.ts';
import { limits } from '../../../src/protocol/limits.ts';

const block = (head: BlockHead, bytes = 8): ArrayBuffer =>
  encodeColumnBlock({ head, columns: [{ name: 'at', values: new Uint8Array(bytes) }] }).buffer;
const live = (bytes?: number) => block({ kind: 'samples', targetId: 't' }, bytes);
const result = (blockId: number, bytes?: number) => block({ kind: 'answer', blockId }, bytes);

/** A pump whose ticks run when the test says so. */
function pumpWithTicks() {
  const sent: (readonly (string | ArrayBuffer)[])[] = [];
  const paused: boolean[] = [];
  let waiting: (() => void) | undefined;
  const pump = new FramePump({
    send: (frames) => sent.push(frames),
    pause: (isPaused) => paused.push(isPaused),
    afterTick: (work) => {
      waiting = work;
      return () => (waiting = undefined);
    },
  });
  const tick = () => {
    const work = waiting;
    waiting = undefined;
    work?.();
  };
  return { pump, sent, paused, tick };
}

describe('frame pump', () => {
  test('the first frame goes at once, those within the tick go together, in order', () => {
    const { pump, sent, tick } = pumpWithTicks();
    pump.credit(8);
    for (const text of ['a', 'b', 'c']) pump.push(text);
    expect(sent).toEqual([['a']]);
    tick();
    expect(sent).toEqual([['a'], ['b', 'c']]);
    tick();
    pump.push('d');
    expect(sent.at(-1)).toEqual(['d']);
  });

  test('128 KB go without waiting for the tick, and no message holds more than one frame beyond it', () => {
    const { pump, sent } = pumpWithTicks();
    pump.credit(8);
    pump.push('first');
    const third = 'x'.repeat(50_000);
    for (let count = 0; count < 3; count += 1) pump.push(third);
    pump.push('x'.repeat(400_000));
    expect(sent.map((frames) => frames.filter((frame) => typeof frame === 'string').join('').length)).toEqual([
      5, 100_000, 50_000, 400_000,
    ]);
  });

  test('each message costs a credit, and without one nothing is sent', () => {
    const { pump, sent, tick } = pumpWithTicks();
    pump.push('a');
    tick();
    expect(sent).toEqual([]);
    pump.credit(1);
    expect(sent).toEqual([['a']]);
    pump.push('b');
    tick();
    expect(sent).toHaveLength(1);
  });

  test('on overload the oldest live frames are dropped, results never', () => {
    const { pump, sent } = pumpWithTicks();
    const most = limits.panelLiveFramesMax.value;
    const lives = Array.from({ length: most + 5 }, () => live());
    pump.push(result(1));
    for (const frame of lives) pump.push(frame);
    pump.push(result(2));
    expect(pump.dropped).toBe(5);
    pump.credit(100);
    const frames = sent.flat();
    expect(frames).toHaveLength(most + 2);
    expect(frames.slice(1, -1)).toEqual(lives.slice(5));
  });

  test('the host waits while results pile up, and goes on when half is read', () => {
    const { pump, paused } = pumpWithTicks();
    const megabyte = 1024 * 1024;
    const held = limits.clientBufferBytesMax.value / megabyte;
    for (let count = 0; count <= held; count += 1) pump.push(result(count, megabyte));
    expect(paused).toEqual([true]);
    pump.credit(2);
    expect(paused).toEqual([true]);
    pump.credit(held);
    expect(paused).toEqual([true, false]);
  });

  test('after a reload nothing of the old connection is sent', () => {
    const { pump, sent, tick } = pumpWithTicks();
    pump.push('old');
    pump.reset(2);
    tick();
    pump.push('new');
    expect(sent).toEqual([['new']]);
  });
});
