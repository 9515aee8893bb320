import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classPage } from '../../../src/analysis/heap/classPage.ts';
import { nodeFacts } from '../../../src/analysis/heap/nodeDetail.ts';
import { retainersOf } from '../../../src/analysis/heap/retainers.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { drawnSnapshot } from './drawnHeap.ts';
import { damageJudge } from './judgedDamage.ts';
import { openedBytes, openedDrawing } from './openedHeap.ts';
import { randomDrawing } from './randomHeap.ts';

const encoded = (text: string) => new TextEncoder().encode(text);
const small = drawnSnapshot(`
  root synthetic 0
  global object:global 10
  a object:A 20 at=3:1:1
  b object:B 40
  root [1] global
  global .a a
  a .b b
  b .back a
`);
const problemsOf = (text: string) =>
  openedBytes(encoded(text)).snapshot.graph.problems.map(({ where, what }) => `${where}: ${what}`);
const section = (name: string, content: string) =>
  small.replace(new RegExp(`"${name}":\\[[^\\]]*\\]`), `"${name}":[${content}]`);
const rowsOf = (name: string) => new RegExp(`"${name}":\\[([^\\]]*)\\]`).exec(small)?.[1]?.split(',') ?? [];

describe('a damaged snapshot', () => {
  test('cut in the middle of the edges: what was read is given, the rest is a problem', () => {
    const cut = small.slice(0, small.indexOf('"edges"') + 30);
    const heap = openedBytes(encoded(cut));
    expect(heap.snapshot.graph.nodeCount).toBe(4);
    expect(problemsOf(cut)).toEqual(
      expect.arrayContaining(['edges: the file ends inside its edges', 'strings: the file has no strings']),
    );
    expect(problemsOf(cut).join()).toMatch(/of 4 edges are missing/);
  });

  test('counts that lie', () => {
    expect(problemsOf(small.replace('"node_count":4', '"node_count":400'))).toEqual([
      'header: it states 400 nodes; the file holds 4',
    ]);
    expect(problemsOf(small.replace('"edge_count":4', '"edge_count":1'))).toEqual([
      'header: it states 1 edges; the file holds 4',
    ]);
    const nodes = rowsOf('nodes');
    const more = [...nodes.slice(0, 4), '9', ...nodes.slice(5)].join(',');
    expect(problemsOf(section('nodes', more)).join()).toMatch(/8 of 12 edges are missing/);
    const fewer = [...nodes.slice(0, 4), '0', ...nodes.slice(5)].join(',');
    expect(problemsOf(section('nodes', fewer))).toEqual(['edges: 1 edges belong to no node']);
  });

  test('targets out of range or between two nodes', () => {
    const edges = rowsOf('edges');
    expect(problemsOf(section('edges', [...edges.slice(0, 2), '6000', ...edges.slice(3)].join(',')))).toEqual([
      'edges: 1 edges lead to nodes that are not in the file',
    ]);
    expect(problemsOf(section('edges', [...edges.slice(0, 2), '7', ...edges.slice(3)].join(',')))).toEqual([
      'edges: edge 0 leads to 7, where no node begins',
    ]);
  });

  test('a kind the header does not name, and a name that is not there', () => {
    const edges = rowsOf('edges');
    expect(problemsOf(section('edges', ['77', ...edges.slice(1)].join(','))).join()).toMatch(/kind 77/);
    const nodes = rowsOf('nodes');
    const heap = openedBytes(encoded(section('nodes', [...nodes.slice(0, 7), '9999', ...nodes.slice(8)].join(','))));
    const names = classPage(heap.snapshot, { start: 0, end: 9, sort: 'name', descending: false, filter: '' });
    expect(names.rows.map(({ name }) => name)).toContain('(missing name)');
  });

  test('a letter, a missing comma, a row that is not whole', () => {
    const nodes = rowsOf('nodes');
    expect(problemsOf(section('nodes', [...nodes.slice(0, 9), 'x', ...nodes.slice(10)].join(','))).join()).toMatch(
      /unexpected byte 0x78 after node 1/,
    );
    expect(problemsOf(section('nodes', nodes.join(',').replace(/,(?=[^,]*,[^,]*$)/, ' '))).join()).toMatch(
      /without a comma/,
    );
    expect(problemsOf(section('nodes', `${nodes.join(',')},3,4`)).join()).toMatch(/last node has only 2 fields/);
  });

  test('ten thousand bad edges are a bounded list', () => {
    const many = Array.from({ length: 10_000 }, () => '0,0,1').join(',');
    expect(problemsOf(section('edges', many)).length).toBe(50);
  });

  test('two roots, a cycle of text parts, and a root that is no node are no trouble', () => {
    const heap = openedDrawing(`
      root synthetic 0
      root2 synthetic 0
      text concatenated·string 10
      root [1] text
      root2 [1] text
      text ~first text
      text ~second text
    `);
    const { snapshot, strings } = heap;
    expect(nodeFacts(snapshot, retainersOf(snapshot.graph, ownWatch()), strings, 2)).toMatchObject({
      name: '',
      retainedSize: 10,
      distance: 1,
    });
    expect(problemsOf(small.replace('"node_count"', '"root_index":3,"node_count"'))).toEqual([
      'header: its root 3 is no node; node 0 is taken',
    ]);
  });

  test('cut anywhere, it is refused or says so', () => {
    fc.assert(
      fc.property(randomDrawing, fc.nat(5_000), (drawing, at) => {
        const bytes = encoded(drawnSnapshot(drawing));
        const lost = bytes.length - (at % bytes.length);
        const verdict = damageJudge(bytes)(bytes.subarray(0, bytes.length - lost));
        // Without the last bytes nothing is lost that anybody reads.
        if (lost > 3) expect(['refused', 'problems listed']).toContain(verdict);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test('with any byte changed, it is refused, or says so, or shows what the bytes say', () => {
    fc.assert(
      fc.property(randomDrawing, fc.nat(5_000), fc.nat(255), (drawing, at, byte) => {
        const bytes = encoded(drawnSnapshot(drawing));
        const judge = damageJudge(bytes.slice());
        bytes[at % bytes.length] = byte;
        judge(bytes);
      }),
      { numRuns: 400, seed: 5 },
    );
  });
});
