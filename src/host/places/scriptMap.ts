import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A decoded source map, ready for lookups. `segments` holds five numbers for each mapping, in the script's order:
 * script line, script column, index in `sources`, source line, source column; all count from 0.
 */
export type ScriptMap = { readonly sources: readonly string[]; readonly segments: Int32Array };

const width = 5;

/** An absolute path of a source the map names, or the name itself where it is no file (`webpack://…`). */
function sourcePath(source: string, mapFile: string): string {
  if (source.startsWith('file:')) return fileURLToPath(source);
  if (/^[a-z][a-z\d+.-]+:/i.test(source)) return source;
  return path.resolve(path.dirname(mapFile), source);
}

/**
 * Decodes the text of a source map that stands at `mapFile`. Time and memory grow with the mappings.
 * Throws a SyntaxError where it is not JSON, and whatever the decoder throws where it is no source map.
 */
export function decodeScriptMap(mapText: string, mapFile: string): ScriptMap {
  const map = new TraceMap(mapText);
  const root = map.sourceRoot ?? '';
  const sources = map.sources.map((source) => {
    const name = source ?? '';
    return sourcePath(root === '' || path.isAbsolute(name) ? name : `${root.replace(/\/$/, '')}/${name}`, mapFile);
  });
  const lines = decodedMappings(map);
  let length = 0;
  for (const line of lines) for (const segment of line) if (segment.length > 1) length += width;
  const segments = new Int32Array(length);
  let at = 0;
  for (const [scriptLine, line] of lines.entries()) {
    for (const [scriptColumn, source, sourceLine, sourceColumn] of line) {
      if (source === undefined || sourceLine === undefined || sourceColumn === undefined) continue;
      segments.set([scriptLine, scriptColumn, source, sourceLine, sourceColumn], at);
      at += width;
    }
  }
  return { sources, segments };
}

/** Number of the last segment that starts at or before the position; -1 where there is none. */
function segmentAt(segments: Int32Array, line: number, column: number): number {
  let low = 0;
  let high = segments.length / width;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const segmentLine = segments[middle * width] ?? 0;
    const segmentColumn = segments[middle * width + 1] ?? 0;
    if (segmentLine < line || (segmentLine === line && segmentColumn <= column)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The source position of a position in the script, both counted from 0. Null where that line has no mapping. */
export function sourcePosition(
  map: ScriptMap,
  line: number,
  column: number,
): { readonly source: string; readonly line: number; readonly column: number } | null {
  const { segments, sources } = map;
  let found = segmentAt(segments, line, column);
  // Before the first mapping of a line, that one is meant: `export` and `async` often have none of their own.
  if ((segments[found * width] ?? -1) !== line) found += 1;
  if (segments[found * width] !== line) return null;
  const [, , source = 0, sourceLine = 0, sourceColumn = 0] = segments.subarray(found * width, found * width + width);
  const name = sources[source];
  return name === undefined ? null : { source: name, line: sourceLine, column: sourceColumn };
}

/** Where the map says that a position of a source, counted from 0, begins in the script. Null where no mapping is just there. */
export function scriptPosition(
  map: ScriptMap,
  source: string,
  line: number,
  column: number,
): { readonly line: number; readonly column: number } | null {
  const { segments, sources } = map;
  const index = sources.indexOf(source);
  for (let at = 0; at < segments.length; at += width) {
    if (segments[at + 2] === index && segments[at + 3] === line && segments[at + 4] === column)
      return { line: segments[at] ?? 0, column: segments[at + 1] ?? 0 };
  }
  return null;
}
