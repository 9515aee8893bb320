import type { Graph } from '../../analysis/heap/graph.ts';
import { StringTable } from '../../analysis/heap/stringTable.ts';
import { fileSource } from './fileSource.ts';

/** Does something with the strings of a snapshot, which stay in its file. */
export function withStrings<Value>(file: string, graph: Graph, use: (strings: StringTable) => Value): Value {
  const source = fileSource(file);
  try {
    return use(new StringTable(graph.strings, source.read));
  } finally {
    source.close();
  }
}
