import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place, ScriptLocation } from '../../protocol/places.ts';
import { limits } from '../../protocol/limits.ts';
import { declarationNamed, type Declaration } from './declarations.ts';
import type { PlacesWork, ScriptPosition } from './placesWork.ts';
import { scriptPosition, sourcePosition, type ScriptMap } from './scriptMap.ts';

/** From what the engine knows to the user's source. */
export type Places = {
  /** The source place of an engine location, through source maps. Null where there is no such file. */
  readonly placeOf: (location: ScriptLocation) => Promise<Place | null>;
  /**
   * The source place of each position of a script, counted from 0, without a look into the sources: no symbol, no hash.
   * For many positions at once; null where there is no such file.
   */
  readonly linesOf: (url: string, positions: readonly ScriptPosition[]) => Promise<readonly (Place | null)[]>;
  /**
   * The declaration of `name` in the source that the script at `location` was made from: where a module-level or
   * class-level container is born. Where several sources of a bundle declare it, the one that the script calls so; null
   * where it is not found, or where that does not tell either.
   */
  readonly declarationOf: (location: ScriptLocation, name: string) => Promise<Place | null>;
};

/** The path of a script, where it is a file. */
function scriptFile(location: ScriptLocation): string | null {
  const { url } = location;
  if (url === undefined) return null;
  if (url.startsWith('file:')) return fileURLToPath(url);
  return path.isAbsolute(url) ? url : null;
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    // Not there: that is the answer.
    () => false,
  );

/** Remembers what `read` gave for a file until the file changes. At `entriesMax` the one used longest ago goes. */
function readOnce<Value>(entriesMax: number, read: (file: string) => Promise<Value | null>) {
  const known = new Map<string, { readonly mark: string; readonly value: Promise<Value | null> }>();
  return async (file: string): Promise<Value | null> => {
    const mark = await stat(file).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      // Not there: nothing to read, and nothing to remember.
      () => null,
    );
    if (mark === null) return null;
    const entry = known.get(file);
    const value = entry?.mark === mark ? entry.value : read(file);
    known.delete(file);
    known.set(file, { mark, value });
    value.catch(() => known.delete(file));
    const [oldest] = known.keys();
    if (known.size > entriesMax && oldest !== undefined) known.delete(oldest);
    return value;
  };
}

/** The declaration at a position: on its line, the last that starts at or before it, else the first of the line. */
function symbolAt(declarations: readonly Declaration[], line: number, column: number): Declaration | undefined {
  const onLine = declarations.filter((declaration) => declaration.line === line);
  return onLine.findLast((declaration) => declaration.column <= column) ?? onLine[0];
}

/** Places over source maps and sources on disk. What it reads is remembered until the file changes. */
export function openPlaces(work: PlacesWork): Places {
  const mapOf = readOnce(limits.placeFilesMax.value, work.readScriptMap);
  const sourceOf = readOnce(limits.placeFilesMax.value, work.readSource);

  const placeIn = async (file: string, line: number, column: number): Promise<Place | null> => {
    const source = await sourceOf(file);
    if (source === null) return null;
    const symbol = symbolAt(source.declarations, line, column)?.name;
    return { file, line, column, ...(symbol === undefined ? {} : { symbol }), sourceHash: source.sourceHash };
  };

  const declarationIn = async (file: string, name: string): Promise<Place | null> => {
    const source = await sourceOf(file);
    const found = source === null ? null : declarationNamed(source.declarations, name);
    if (source === null || found === null) return null;
    return { file, line: found.line, column: found.column, symbol: found.name, sourceHash: source.sourceHash };
  };

  /** Those whose name in the script is just this one: where two sources declare a name, a bundler renames one of them. */
  const calledSo = async (script: string, map: ScriptMap, name: string, places: readonly Place[]) => {
    const positions = places.map(({ file, line, column }) => scriptPosition(map, file, line - 1, column - 1));
    const known = positions.filter((position) => position !== null);
    const names = known.length === 0 ? [] : await work.readNames(script, known);
    return places.filter((_, at) => {
      const position = positions[at] ?? null;
      return position !== null && names[known.indexOf(position)] === name;
    });
  };

  return {
    placeOf: async (location) => {
      const script = scriptFile(location);
      if (script === null) return null;
      const map = await mapOf(script);
      const position = map === null ? null : sourcePosition(map, location.line, location.column);
      const place = position === null ? null : await placeIn(position.source, position.line + 1, position.column + 1);
      return place ?? placeIn(script, location.line + 1, location.column + 1);
    },
    linesOf: async (url, positions) => {
      const script = scriptFile({ scriptId: 0, line: 0, column: 0, url });
      if (script === null || !(await isFile(script))) return positions.map(() => null);
      const map = await mapOf(script);
      const found = positions.map(({ line, column }) => (map === null ? null : sourcePosition(map, line, column)));
      const sources = [...new Set(found.flatMap((position) => (position === null ? [] : [position.source])))];
      const present = new Set<string>();
      for (const source of sources) if (await isFile(source)) present.add(source);
      return positions.map(({ line, column }, index) => {
        const mapped = found[index];
        return mapped !== null && mapped !== undefined && present.has(mapped.source)
          ? { file: mapped.source, line: mapped.line + 1, column: mapped.column + 1 }
          : { file: script, line: line + 1, column: column + 1 };
      });
    },
    declarationOf: async (location, name) => {
      const script = scriptFile(location);
      if (script === null) return null;
      const map = await mapOf(script);
      if (map === null) return declarationIn(script, name);
      const position = sourcePosition(map, location.line, location.column);
      const nearest = position === null ? null : await declarationIn(position.source, name);
      if (nearest !== null && (await calledSo(script, map, name, [nearest])).length === 1) return nearest;
      const all = await declarations(map, name, declarationIn);
      const called = await calledSo(script, map, name, all);
      if (called.length === 1) return called[0] ?? null;
      return nearest ?? (all.length === 1 ? (all[0] ?? null) : null);
    },
  };
}

/** The declarations of `name` in the sources of the user. Packages are not the user's. */
async function declarations(
  map: ScriptMap,
  name: string,
  declarationIn: (file: string, name: string) => Promise<Place | null>,
): Promise<readonly Place[]> {
  const own = map.sources.filter((source) => path.isAbsolute(source) && !source.includes('node_modules'));
  const found: Place[] = [];
  for (const source of own.slice(0, limits.placeFilesMax.value)) {
    const place = await declarationIn(source, name);
    if (place !== null) found.push(place);
  }
  return found;
}
