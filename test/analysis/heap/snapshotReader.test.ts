import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NotASnapshot } from '../../../src/analysis/heap/snapshotHeader.ts';
import { SnapshotReader, type SnapshotParts } from '../../../src/analysis/heap/snapshotReader.ts';
import { bytesInMemory, StringTable } from '../../../src/analysis/heap/stringTable.ts';
import { drawnSnapshot } from './drawnHeap.ts';
import { openedBytes } from './openedHeap.ts';
import { randomDrawing } from './randomHeap.ts';

const encoded = (text: string) => new TextEncoder().encode(text);
const sections = ['nodes', 'edges', 'locations', 'strings'] as const;

function readIn(bytes: Uint8Array, cuts: readonly number[]): SnapshotParts {
  const reader = new SnapshotReader(sections, bytes.length);
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(from, cut));
    from = Math.max(from, cut);
  }
  return reader.finish();
}

/** The filled part of everything read. */
function contentOf({ nodes, edges, locations, strings, problems }: SnapshotParts) {
  const count = nodes?.count ?? 0;
  return {
    kind: [...(nodes?.kind.subarray(0, count) ?? [])],
    name: [...(nodes?.name.subarray(0, count) ?? [])],
    id: [...(nodes?.id.subarray(0, count) ?? [])],
    size: [...(nodes?.selfSize.subarray(0, count) ?? [])],
    wide: nodes?.wideSizes,
    first: [...(nodes?.firstEdge.subarray(0, count + 1) ?? [])],
    packed: [...(edges?.packed.subarray(0, edges.count) ?? [])],
    edgeName: [...(edges?.name.subarray(0, edges.count) ?? [])],
    locations: [locations?.node, locations?.script, locations?.line, locations?.column].map((column) => [
      ...(column?.subarray(0, locations?.count) ?? []),
    ]),
    offsets: [...(strings?.offsets.subarray(0, strings.count) ?? [])],
    problems,
  };
}

describe('reading a snapshot', () => {
  test('gives the same however the bytes are cut', () => {
    fc.assert(
      fc.property(
        randomDrawing,
        fc.array(fc.nat(5_000), { maxLength: 40 }),
        fc.boolean(),
        (drawing, cuts, isTraced) => {
          const bytes = encoded(drawnSnapshot(drawing, { hasTraceIds: isTraced, separator: '\n,' }));
          const inside = cuts.map((cut) => cut % bytes.length);
          expect(contentOf(readIn(bytes, inside))).toEqual(contentOf(readIn(bytes, [])));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('gives the same byte by byte', () => {
    const bytes = encoded(
      drawnSnapshot('a synthetic 0\nb object:1·part·of·(x) 4294967296 at=1:2:3\na .x"\\y b\nb [7] a', {
        separator: ' ,\n',
      }),
    );
    const everywhere = Array.from(bytes, (_, index) => index);
    const content = contentOf(readIn(bytes, everywhere));
    expect(content).toEqual(contentOf(readIn(bytes, [])));
    expect(content).toMatchObject({ wide: [[1, 4294967296]], problems: [] });
  });

  test('reads only the sections asked for, and no further', () => {
    const bytes = encoded(drawnSnapshot('a synthetic 0\nb object 1\na .x b'));
    const reader = new SnapshotReader(['nodes'], bytes.length);
    reader.push(bytes);
    expect(reader.hasAll).toBe(true);
    expect(reader.finish()).toMatchObject({ edges: null, strings: null, problems: [] });
  });

  test('steps over sections it does not know', () => {
    const text = drawnSnapshot('a synthetic 0\nb object 1\na .x b').replace(
      '"strings"',
      '"scopes":[[1,{"a":"]\\"}"}]],\n"more":{"x":[1]},\n"number":12,\n"strings"',
    );
    expect(readIn(encoded(text), []).strings?.count).toBe(4);
  });
});

describe('strings', () => {
  const texts = [
    '',
    'plain',
    'quote " and \\ and /',
    'line\nbreak\ttab\u0001',
    'ä€😀',
    '\ud800 alone',
    '\udfff',
    '1 / (x)',
  ];
  const rest =
    '{"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],"node_types":[["hidden"]],"edge_fields":["type","name_or_index","to_node"],"edge_types":[["context"]]}},"nodes":[0,0,1,0,0],"edges":[],';

  test.each([
    [
      'escaped',
      (text: string) =>
        JSON.stringify(text).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['raw UTF-8', (text: string) => JSON.stringify(text)],
  ])('are decoded as JSON is: %s', (_name, written) => {
    const bytes = encoded(`${rest}"strings":[${texts.map(written).join(', ')}]}`);
    const parts = readIn(bytes, [5, 200, 210, 220]);
    const table = new StringTable(parts.strings ?? { count: 0, offsets: new Uint32Array(0) }, bytesInMemory(bytes));
    expect(texts.map((_text, index) => table.text(index))).toEqual(texts);
    expect(table.text(texts.length)).toBe('(missing name)');
  });

  test('a string of a megabyte is read', () => {
    const long = 'x'.repeat(1024 * 1024 - 2);
    const bytes = encoded(`${rest}"strings":["${long}"]}`);
    const table = new StringTable(
      readIn(bytes, []).strings ?? { count: 0, offsets: [] as never },
      bytesInMemory(bytes),
    );
    expect(table.read(0)).toBe(long);
  });
});

describe('what is no snapshot', () => {
  test.each([
    ['nothing', '', 'it is empty'],
    ['a text', 'hello', 'does not begin with a JSON object'],
    ['a list', '[1,2]', 'does not begin with a JSON object'],
    ['bytes', '\u0000\u0001\u0002PK', 'does not begin with a JSON object'],
    ['another JSON', '{"name":"x"}', 'header'],
    ['a profile', '{"nodes":[{"id":1}],"startTime":0}', 'comes before the header'],
    ['a cut header', '{"snapshot":{"meta":{"node_fields":["type"', 'ends inside its header'],
    ['no fields', '{"snapshot":{"meta":{}},"nodes":[]}', 'describes no nodes or edges'],
    ['no name field', '{"snapshot":{"meta":{"node_fields":["type"],"edge_fields":["type"]}}}', 'names no node name'],
    ['a broken header', '{"snapshot":{meta}}', 'no valid JSON'],
  ])('%s is refused with a reason', (_name, text, reason) => {
    expect(() => openedBytes(encoded(text))).toThrow(NotASnapshot);
    expect(() => openedBytes(encoded(text))).toThrow(reason);
  });

  test('a snapshot without a node is refused', () => {
    const text = drawnSnapshot('a synthetic 0').replace(/"nodes":\[[^\]]*\]/, '"nodes":[]');
    expect(() => openedBytes(encoded(text))).toThrow('it has no nodes');
  });
});
