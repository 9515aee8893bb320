/**
 * Damaged and odd snapshots: 500 cuts and 500 changed bytes of a real file, at places from a seed; an object with ten
 * million elements; a string of 100 MB. None may crash, hang, or show a wrong number that nothing tells of.
 * `PITSTOP_FUZZ_RUNS=50` makes fewer.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../src/analysis/experiment/seededRandom.ts';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { root } from '../../src/build/bundle.ts';
import { damageJudge, type Verdict } from '../analysis/heap/judgedDamage.ts';
import { openedBytes } from '../analysis/heap/openedHeap.ts';

const runs = Number(process.env['PITSTOP_FUZZ_RUNS'] ?? 500);
/** No damage makes reading a small file longer than this. */
const longestMs = 30_000;

function realSnapshot(): Uint8Array {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-fuzz-'));
  try {
    const file = path.join(folder, 'real.heapsnapshot');
    execFileSync(process.execPath, [path.join(root, 'test/golden/heap/heapMaker.cjs'), '0.02', file]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Judges damaged copies one after the other; a wrong one is told with its place. */
function printDamage(name: string, original: Uint8Array, damage: (random: () => number) => Uint8Array): void {
  const judge = damageJudge(original);
  const random = seededRandom(7);
  const verdicts = new Map<Verdict | 'wrong', number>();
  let slowestMs = 0;
  for (let run = 0; run < runs; run += 1) {
    const damaged = damage(random);
    const startedAt = performance.now();
    let verdict: Verdict | 'wrong' = 'wrong';
    try {
      verdict = judge(damaged);
    } catch (error) {
      process.stderr.write(`${name} ${run}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  }
  const wrong = verdicts.get('wrong') ?? 0;
  printBenchRow({
    name: `heap: ${runs} ${name} (${[...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')})`,
    value: wrong,
    unit: 'wrong',
    budget: `0, and each within ${longestMs / 1_000} s (the slowest took ${(slowestMs / 1_000).toFixed(1)} s)`,
    isWithin: wrong === 0 && slowestMs < longestMs,
  });
}

const head =
  '{"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],"node_types":[["synthetic","object"],"string","number","number","number"],"edge_fields":["type","name_or_index","to_node"],"edge_types":[["element","property"],"string_or_number","node"]}},"nodes":[';

/** One object whose elements are ten million times another. */
function wideObject(): Uint8Array {
  const count = 10_000_000;
  const bytes = Buffer.alloc(head.length + 200 + count * 15);
  let at = bytes.write(`${head}0,0,1,0,1,1,1,3,40,${count},1,1,5,8,0],"edges":[0,0,5`, 'latin1');
  for (let index = 0; index < count; index += 1) at += bytes.write(`,0,${index},10`, at, 'latin1');
  at += bytes.write('],"strings":["root","Wide"]}', at, 'latin1');
  return bytes.subarray(0, at);
}

/** A class whose name has 100 MB. */
function longString(): Uint8Array {
  const length = 100 * 1024 * 1024;
  const start = Buffer.from(`${head}0,0,1,0,1,1,1,3,40,0],"edges":[0,0,5],"strings":["root","`);
  return Buffer.concat([start, Buffer.alloc(length, 'x'), Buffer.from('"]}')]);
}

function printOdd(name: string, bytes: Uint8Array, shallowSize: number): void {
  const startedAt = performance.now();
  const { snapshot } = openedBytes(bytes);
  const seconds = (performance.now() - startedAt) / 1_000;
  const retained = snapshot.tree.retained[snapshot.graph.root];
  printBenchRow({
    name: `heap: ${name}`,
    value: Number(seconds.toFixed(1)),
    unit: 's',
    budget: `<= 60 s, ${shallowSize} bytes in all, no problems`,
    isWithin: seconds <= 60 && retained === shallowSize && snapshot.graph.problems.length === 0,
  });
}

const original = realSnapshot();
printDamage('cuts', original, (random) => original.subarray(0, Math.floor(random() * (original.length - 1))));
printDamage('changed bytes', original, (random) => {
  const damaged = Uint8Array.from(original);
  damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
  return damaged;
});
printOdd('an object of ten million elements', wideObject(), 48);
printOdd('a string of 100 MB', longString(), 40);
