import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashedText } from '../../protocol/places.ts';
import { declarationsIn, type Declaration } from './declarations.ts';
import { decodeScriptMap, type ScriptMap } from './scriptMap.ts';

/** What places need to know of a source file. */
export type SourceFacts = { readonly sourceHash: string; readonly declarations: readonly Declaration[] };

/**
 * The sums that can take longer than a message may wait, so that they can run on a worker. They give null where the
 * file is not there; they are pure but for reading the one file they are handed and the map it names.
 */
export type PlacesWork = {
  readonly readScriptMap: (scriptFile: string) => Promise<ScriptMap | null>;
  readonly readSource: (sourceFile: string) => Promise<SourceFacts | null>;
  /** The name that begins at each position of a script, both counted from 0; null where none does. */
  readonly readNames: (scriptFile: string, positions: readonly ScriptPosition[]) => Promise<readonly (string | null)[]>;
};

/** A line and a column of a script, counted from 0. */
export type ScriptPosition = { readonly line: number; readonly column: number };

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // A place without a readable file is a place we do not have; the caller says so with null.
    return null;
  }
}

const nameAt = /^#?[\p{L}_$][\p{L}\p{N}_$]*/u;
const mapComment = /[#@] ?sourceMappingURL=(\S+)[ \t]*(?:\*\/)?\s*$/;
const inlineMap = /^data:application\/json[^,]*?(;base64)?,(.*)$/;

/** The text of the map a script names in its last line, and the file its sources are relative to. */
async function mapOf(scriptFile: string, scriptText: string): Promise<readonly [text: string, file: string] | null> {
  const url = mapComment.exec(scriptText.slice(-4_000_000))?.[1];
  if (url === undefined) return null;
  const inside = inlineMap.exec(url);
  if (inside !== null) {
    const content = inside[2] ?? '';
    const text = inside[1] === undefined ? decodeURIComponent(content) : Buffer.from(content, 'base64').toString();
    return [text, scriptFile];
  }
  const file = url.startsWith('file:')
    ? fileURLToPath(url)
    : path.resolve(path.dirname(scriptFile), decodeURIComponent(url));
  const text = await textOf(file);
  return text === null ? null : [text, file];
}

/** The work done on this thread. */
export const placesWork: PlacesWork = {
  readScriptMap: async (scriptFile) => {
    const text = await textOf(scriptFile);
    if (text === null) return null;
    try {
      const map = await mapOf(scriptFile, text);
      return map === null ? null : decodeScriptMap(...map);
    } catch {
      // A map that cannot be read leaves the script itself as the source, as without a map.
      return null;
    }
  },
  readSource: async (sourceFile) => {
    const text = await textOf(sourceFile);
    if (text === null) return null;
    return { sourceHash: sourceHash(text), declarations: declarationsIn(text, sourceFile) };
  },
  readNames: async (scriptFile, positions) => {
    const lines = (await textOf(scriptFile))?.split('\n') ?? [];
    return positions.map(({ line, column }) => nameAt.exec(lines[line]?.slice(column) ?? '')?.[0] ?? null);
  },
};

/** The hash that tells whether a source is still the one a place was found in. */
export function sourceHash(text: string): string {
  return createHash('sha256').update(hashedText(text)).digest('hex');
}
