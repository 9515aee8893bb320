/**
 * A heap snapshot drawn as a few lines of text, for tests that are checked by eye:
 *
 *     root synthetic 0
 *     app object:Store 24 id=7 at=5:1:2
 *     root ^global app          shortcut edge named `global`
 *     app .items list           property
 *     app $seen list            context variable
 *     app [0] list              element
 *     app ~table list           internal
 *     app #3 list               hidden
 *     app ?cache list           weak
 *
 * A blank in a name is drawn as `·`. A node's line is `label kind[:name] size`; the first node is the root. Ids count 1, 3, 5 … unless given.
 */
const nodeKinds = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
];
const edgeKinds = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];
const edgeMarks: Readonly<Record<string, string>> = {
  $: 'context',
  '[': 'element',
  '.': 'property',
  '~': 'internal',
  '#': 'hidden',
  '^': 'shortcut',
  '?': 'weak',
};

type DrawnNode = { label: string; kind: string; name: string; size: number; id: number; at?: string; detached: number };
type DrawnEdge = { from: string; kind: string; name: string; to: string };

export type DrawnOptions = { readonly separator?: string; readonly hasTraceIds?: boolean };

function nodeOf(words: readonly string[], index: number): DrawnNode {
  const [label = '', kindAndName = '', size = '0', ...rest] = words;
  const [kind = '', ...name] = kindAndName.split(':');
  const node: DrawnNode = {
    label,
    kind: kind.replaceAll('·', ' '),
    name: name.length > 0 ? name.join(':').replaceAll('·', ' ') : label,
    size: Number(size),
    id: index * 2 + 1,
    detached: 0,
  };
  for (const word of rest) {
    const [key, value = ''] = word.split('=');
    if (key === 'id') node.id = Number(value);
    if (key === 'at') node.at = value;
    if (key === 'detached') node.detached = Number(value);
  }
  return node;
}

/** The text of a snapshot file for a drawing. */
export function drawnSnapshot(drawing: string, options: DrawnOptions = {}): string {
  const nodes: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  for (const line of drawing.split('\n')) {
    const words = line.split('//')[0]?.trim().split(/\s+/) ?? [];
    if (words.length < 3) continue;
    const mark = words[1]?.[0] ?? '';
    const kind = edgeMarks[mark];
    if (kind === undefined) nodes.push(nodeOf(words, nodes.length));
    else {
      const name = (words[1] ?? '').slice(1).replace(/\]$/, '').replaceAll('·', ' ');
      edges.push({ from: words[0] ?? '', kind, name, to: words[2] ?? '' });
    }
  }
  return snapshotText(nodes, edges, options);
}

function snapshotText(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[], options: DrawnOptions): string {
  const strings: string[] = ['<dummy>'];
  const stringIndex = new Map<string, number>();
  const text = (value: string) => {
    let index = stringIndex.get(value);
    if (index === undefined) stringIndex.set(value, (index = strings.push(value) - 1));
    return index;
  };
  const width = options.hasTraceIds === true ? 7 : 6;
  const places = new Map(nodes.map((node, index) => [node.label, index]));
  const place = (label: string) => {
    const found = places.get(label);
    if (found === undefined) throw new Error(`the drawing has no node ${label}`);
    return found;
  };
  const nodeRows = nodes.map((node) => {
    const count = edges.filter((edge) => edge.from === node.label).length;
    const row = [nodeKinds.indexOf(node.kind), text(node.name), node.id, node.size, count];
    return options.hasTraceIds === true ? [...row, 0, node.detached] : [...row, node.detached];
  });
  const edgeRows = nodes.flatMap((node) =>
    edges
      .filter((edge) => edge.from === node.label)
      .map((edge) => {
        const isNumbered = edge.kind === 'element' || edge.kind === 'hidden';
        const name = isNumbered ? Number(edge.name) : text(edge.name);
        return [edgeKinds.indexOf(edge.kind), name, place(edge.to) * width];
      }),
  );
  const locations = nodes.flatMap((node, index) =>
    node.at === undefined ? [] : [[index * width, ...node.at.split(':').map(Number)]],
  );
  const rows = (all: readonly (readonly number[])[]) => all.map((row) => row.join(',')).join(options.separator ?? ',');
  const traced = options.hasTraceIds === true ? '"trace_node_id",' : '';
  const tracedType = options.hasTraceIds === true ? '"number",' : '';
  return `{"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count",${traced}"detachedness"],"node_types":[${JSON.stringify(nodeKinds)},"string","number","number","number",${tracedType}"number"],"edge_fields":["type","name_or_index","to_node"],"edge_types":[${JSON.stringify(edgeKinds)},"string_or_number","node"],"location_fields":["object_index","script_id","line","column"]},"node_count":${nodes.length},"edge_count":${edgeRows.length}},
"nodes":[${rows(nodeRows)}],
"edges":[${rows(edgeRows)}],
"trace_function_infos":[],
"trace_tree":[1,[2,"],\\"["],[]],
"samples":[],
"locations":[${rows(locations)}],
"strings":[${strings.map((string) => JSON.stringify(string)).join(',\n')}]}`;
}
