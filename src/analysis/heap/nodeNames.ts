import { edgeKind, edgeKindMask, nodeKind, targetShift } from './kinds.ts';
import type { Graph } from './graph.ts';
import { interfaceProperty } from './interfaces.ts';
import type { StringTable } from './stringTable.ts';

const objectNameMax = 100;
const textMax = 1024;

/** The name of an edge: a property, a variable, or an index. */
export function edgeNameOf(graph: Graph, strings: StringTable, edge: number): string {
  const kind = graph.packed[edge] & edgeKindMask;
  const name = graph.edgeName[edge];
  return kind === edgeKind.element || kind === edgeKind.hidden ? String(name) : strings.text(name);
}

/** The content of a text that is stored in two parts, each of which may be so again. */
function joinedText(graph: Graph, strings: StringTable, node: number): string {
  const pending = [node];
  let text = '';
  // A damaged file can make a part contain itself.
  for (let steps = 0; pending.length > 0 && text.length < textMax && steps < 10_000; steps += 1) {
    const part = pending.pop() ?? 0;
    if (graph.kind[part] !== nodeKind.consString) {
      text += strings.text(graph.name[part]);
      continue;
    }
    let first = -1;
    let second = -1;
    for (let edge = graph.firstEdge[part]; edge < graph.firstEdge[part + 1]; edge += 1) {
      if ((graph.packed[edge] & edgeKindMask) !== edgeKind.internal) continue;
      const name = strings.text(graph.edgeName[edge]);
      if (name === 'first' && first < 0) first = graph.packed[edge] >>> targetShift;
      if (name === 'second' && second < 0) second = graph.packed[edge] >>> targetShift;
    }
    if (second >= 0) pending.push(second);
    if (first >= 0) pending.push(first);
  }
  return text;
}

/** `{id, items, …, user}`: property names from both ends, as many as a line takes. */
function objectName(graph: Graph, strings: StringTable, node: number): string {
  const properties: string[] = [];
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge += 1) {
    if ((graph.packed[edge] & edgeKindMask) !== edgeKind.property) continue;
    const name = strings.text(graph.edgeName[edge]);
    if (name !== '__proto__') properties.push(name);
    if (properties.length > 10_000) break;
  }
  const front: string[] = [];
  const back: string[] = [];
  let low = 0;
  let high = properties.length - 1;
  let length = 2;
  for (let fromBack = false; low <= high; fromBack = !fromBack) {
    const shown = interfaceProperty(properties[fromBack ? high : low]);
    if (length > 2 && length + shown.length > objectNameMax) break;
    if (fromBack) back.unshift(shown);
    else front.push(shown);
    length += shown.length + (front.length + back.length > 1 ? 2 : 0);
    if (fromBack) high -= 1;
    else low += 1;
  }
  return `{${[...front, ...(low <= high ? ['…'] : []), ...back].join(', ')}}`;
}

/** What to call a node: a text's content, a plain object's properties, else the engine's name for it. */
export function nodeNameOf(graph: Graph, strings: StringTable, node: number): string {
  const kind = graph.kind[node];
  if (kind === nodeKind.consString) return joinedText(graph, strings, node);
  const name = strings.text(graph.name[node]);
  if (kind === nodeKind.object && name === 'Object') return objectName(graph, strings, node);
  return name;
}
