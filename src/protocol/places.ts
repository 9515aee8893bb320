/** Where something stands in the user's source. Lines and columns count from 1. */
export type Place = {
  /** Absolute path of the source file, after source maps. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The name at that place: a class, a function, a variable. */
  readonly symbol?: string;
  /** SHA-256 of the file's `hashedText` when the place was found; another text makes the place stale. */
  readonly sourceHash?: string;
};

/** A location as the engine gives it, before source maps. Line and column count from 0. */
export type ScriptLocation = {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
  /** URL or path of the script, when the capture knows it. */
  readonly url?: string;
};

/** The text of which `sourceHash` is taken: an editor shows a file without its byte-order mark and with line feeds. */
export function hashedText(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}
