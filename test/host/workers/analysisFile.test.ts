import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Halted, ownWatch } from '../../../src/analysis/heap/halt.ts';
import { readAnalysis, writeAnalysis } from '../../../src/host/workers/analysisFile.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-analysis-'));
afterAll(() => rmSync(folder, { recursive: true }));

const value = {
  name: 'ä "\ud800"',
  list: [1, 2.5, null, { deep: true }],
  bytes: Uint8Array.of(1, 2, 3),
  texts: Uint16Array.of(65_535),
  numbers: Uint32Array.of(0, 1, 0xffff_ffff),
  signed: Int32Array.of(-1, 7),
  // Longer than one block.
  sums: Float64Array.from({ length: 200_000 }, (_, at) => at / 3),
  nothing: new Uint32Array(0),
};

function written(name: string): string {
  const file = path.join(folder, name);
  writeAnalysis(file, 'build 1', value, ownWatch());
  return file;
}

describe('an analysis on disk', () => {
  test('comes back as it was, its columns in shared memory', () => {
    const back = readAnalysis(written('whole'), 'build 1', ownWatch());
    expect(back).toEqual(value);
    expect(back).toMatchObject({ sums: { buffer: expect.any(SharedArrayBuffer) } });
  });

  test('of another build is not read, nor is what is not there', () => {
    expect(readAnalysis(written('other'), 'build 2', ownWatch())).toBeNull();
    expect(readAnalysis(path.join(folder, 'none'), 'build 1', ownWatch())).toBeNull();
    expect(readAnalysis(folder, 'build 1', ownWatch())).toBeNull();
  });

  test('with any byte changed, cut or added is not read', () => {
    const file = written('damaged');
    const bytes = readFileSync(file);
    const places = [0, 8, 16, 25, 200, 700, bytes.length >> 1, bytes.length - 9, bytes.length - 1];
    for (const at of places) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      writeFileSync(file, changed);
      expect(readAnalysis(file, 'build 1', ownWatch()), `byte ${at}`).toBeNull();
      writeFileSync(file, bytes.subarray(0, at));
      expect(readAnalysis(file, 'build 1', ownWatch()), `cut at ${at}`).toBeNull();
    }
    writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(8)]));
    expect(readAnalysis(file, 'build 1', ownWatch())).toBeNull();
    writeFileSync(file, bytes);
    expect(readAnalysis(file, 'build 1', ownWatch())).toEqual(value);
  });

  test('is neither written nor read further once the asker has gone', () => {
    const watch = ownWatch();
    watch.flag[0] = 1;
    expect(() => writeAnalysis(path.join(folder, 'halted'), 'build 1', value, watch)).toThrow(Halted);
    expect(() => readAnalysis(written('unread'), 'build 1', watch)).toThrow(Halted);
  });
});
