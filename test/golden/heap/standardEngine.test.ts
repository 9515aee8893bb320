import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemNode } from '../../../src/build/heapdump.ts';
import { classDiff, classDiffPage } from '../../../src/analysis/heap/classDiff.ts';
import { counterparts } from '../../../src/analysis/heap/counterparts.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { openedBytes, type OpenedHeap } from '../../analysis/heap/openedHeap.ts';
import { ownClasses, ownNode, standardClasses, standardNode } from '../../support/heap/heapFigures.ts';
import { openWithStandardEngine, type StandardSnapshot } from '../../analysis/heap/standardEngine.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-golden-'));
const maker = path.join(import.meta.dirname, 'heapMaker.cjs');
afterAll(() => rmSync(folder, { recursive: true }));

function compareClasses({ snapshot }: OpenedHeap, standard: StandardSnapshot): void {
  const expected = standardClasses(standard);
  expect(Object.keys(expected).length).toBeGreaterThan(50);
  expect(ownClasses(snapshot)).toEqual(expected);
}

function compareNodes({ snapshot }: OpenedHeap, standard: StandardSnapshot): void {
  const { nodeCount } = snapshot.graph;
  expect(nodeCount).toBe(standard.nodeCount);
  const wrong: string[] = [];
  for (let node = 0; node < nodeCount; node += 7) {
    const [expected, ours] = [standardNode(standard, node), ownNode(snapshot, node)];
    if (ours !== expected && wrong.length < 5) wrong.push(`${expected} but ${ours}`);
  }
  expect(wrong).toEqual([]);
}

function compareDiff(before: OpenedHeap, after: OpenedHeap, one: StandardSnapshot, two: StandardSnapshot): void {
  const found = counterparts(after.snapshot.graph, before.snapshot.graph, ownWatch());
  const diff = classDiff(before.snapshot, after.snapshot, before.strings, found, ownWatch());
  const page = { start: 0, end: 1e9, sort: 'name', descending: false, filter: '' };
  const { rows } = classDiffPage(diff, before.snapshot, after.snapshot, page);
  const ours = rows.map((row) => [
    row.classKey,
    [row.addedCount, row.removedCount, row.countDelta, row.addedSize, row.removedSize, row.sizeDelta].join(' '),
  ]);
  const expected = [...two.diffFrom(one)].map(([key, row]) => [
    key,
    [row.addedCount, row.removedCount, row.countDelta, row.addedSize, row.removedSize, row.sizeDelta].join(' '),
  ]);
  expect(expected.length).toBeGreaterThan(10);
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(expected));
}

/** Each Node that can be had here, once: this one, and the machine's own. */
const nodes = new Map(
  [process.execPath, systemNode()].map((node) => [
    execFileSync(node, ['-p', 'process.version'], { encoding: 'utf8' }).trim(),
    node,
  ]),
);

describe.each([...nodes])('snapshots of Node %s', (version, node) => {
  const file = (name: string) => path.join(folder, `${version}-${name}.heapsnapshot`);

  test('have every class, every node and every changed class as the standard engine has them', async () => {
    execFileSync(node, [maker, '1', file('first'), file('second')]);
    const [before, after] = [openedBytes(readFileSync(file('first'))), openedBytes(readFileSync(file('second')))];
    const one = await openWithStandardEngine(file('first'));
    const two = await openWithStandardEngine(file('second'));
    expect(before.snapshot.graph.problems).toEqual([]);
    compareClasses(before, one);
    compareClasses(after, two);
    compareNodes(before, one);
    compareDiff(before, after, one, two);
  }, 120_000);

  test('with numbers shown are the same too', async () => {
    execFileSync(node, [maker, '0.3', file('numeric')], { env: { ...process.env, NUMERIC: '1' } });
    const ours = openedBytes(readFileSync(file('numeric')));
    const standard = await openWithStandardEngine(file('numeric'));
    compareClasses(ours, standard);
    compareNodes(ours, standard);
  }, 120_000);
});
