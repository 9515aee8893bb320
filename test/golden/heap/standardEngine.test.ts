import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemNode } from '../../../src/build/heapdump.ts';
import { classDiff, classDiffPage } from '../../../src/analysis/heap/classDiff.ts';
import { counterparts } from '../../../src/analysis/heap/counterparts.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { textAt } from '../../../src/analysis/heap/textColumn.ts';
import { openedBytes, type OpenedHeap } from '../../analysis/heap/openedHeap.ts';
import { openWithStandardEngine, type StandardSnapshot } from '../../analysis/heap/standardEngine.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-golden-'));
const maker = path.join(import.meta.dirname, 'heapMaker.cjs');
afterAll(() => rmSync(folder, { recursive: true }));

/** Every class of ours by the standard engine's key, with its four numbers. */
function classesOf({ snapshot }: OpenedHeap): ReadonlyMap<string, string> {
  const { classes, classNames, classLocations, graph } = snapshot;
  const rows = new Map<string, string>();
  for (let row = 0; row < classNames.count; row += 1) {
    if (classes.count[row] === 0) continue;
    const at = classLocations[row];
    const { script, line, column } = graph.locations;
    const place = at < 0 ? '' : `${script[at]},${line[at]},${column[at]}`;
    const numbers = [classes.count[row], classes.shallow[row], classes.retained[row], classes.distance[row]];
    rows.set(`${place},${textAt(classNames, row)}`, numbers.join(' '));
  }
  return rows;
}

function compareClasses(ours: OpenedHeap, standard: StandardSnapshot): void {
  const expected = standard.classes().map((row) => [row.key, [row.count, row.self, row.maxRet, row.distance].join(' ')]);
  expect(expected.length).toBeGreaterThan(50);
  expect(Object.fromEntries(classesOf(ours))).toEqual(Object.fromEntries(expected));
}

function compareNodes({ snapshot }: OpenedHeap, standard: StandardSnapshot): void {
  const { graph, shallow, tree, distances } = snapshot;
  expect(graph.nodeCount).toBe(standard.nodeCount);
  const wrong: string[] = [];
  for (let node = 0; node < graph.nodeCount; node += 7) {
    const { id, shallowSize, retainedSize, distance, dominatorId } = standard.node(node);
    const expected = [id, shallowSize, retainedSize, distance, dominatorId].join(' ');
    const dominator = graph.id[tree.dominator[node]];
    const ours = [graph.id[node], shallow.sizes[node], tree.retained[node], distances[node], dominator].join(' ');
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
