import { createHmac } from 'node:crypto';
import { look, type Watch } from '../../../analysis/heap/halt.ts';
import { redactedText, stringUses, treatmentOf, type Treatment } from '../../../analysis/heap/redaction.ts';
import { StringTable } from '../../../analysis/heap/stringTable.ts';
import { fileSource, type FileSource } from '../fileSource.ts';
import type { SnapshotOfFile } from './compareSnapshots.ts';

/** The strings of a file as they are told to others: what stands in place of the bytes from `from` up to `to`. */
export type RedactedStrings = {
  readonly from: number;
  readonly to: number;
  /** In shared memory, to be written one after the other. */
  readonly chunks: readonly Uint8Array[];
  readonly counts: Readonly<Record<Treatment, number>>;
};

const chunkBytes = 1024 * 1024;
const lookEvery = 1_024;

/** Where the string that begins at an offset ends: its closing quote. */
function closingQuote(source: FileSource, offset: number): number {
  for (let at = offset; ;) {
    const bytes = source.read(at, 64 * 1024);
    if (bytes.length === 0) return at;
    for (let place = 0; place < bytes.length; place += 1) {
      if (bytes[place] === 34) return at + place;
      if (bytes[place] === 92) place += 1;
      // The escaped character can lie in the next piece.
      if (place >= bytes.length) return closingQuote(source, at + place + 1);
    }
    at += bytes.length;
  }
}

/** Texts as chunks of bytes in shared memory. */
function chunked() {
  const chunks: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let pending: string[] = [];
  let length = 0;
  const flush = () => {
    const bytes = encoder.encode(pending.join(''));
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    if (bytes.length > 0) chunks.push(shared);
    pending = [];
    length = 0;
  };
  return {
    add: (text: string) => {
      pending.push(text);
      length += text.length;
      if (length >= chunkBytes) flush();
    },
    end: () => {
      flush();
      return chunks;
    },
  };
}

/** ASCII only, as the engine writes it. */
const quoted = (text: string) =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Replaces every text of a snapshot but the names that its structure needs. `key` makes the hashes; without it nobody can try texts out. */
export function redactStrings(
  { file, snapshot, key }: SnapshotOfFile & { readonly key: string },
  watch: Watch,
): RedactedStrings {
  const { graph } = snapshot;
  const source = fileSource(file);
  try {
    const strings = new StringTable(graph.strings, source.read);
    const uses = stringUses(graph, watch);
    const hash = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
    const counts = { kept: 0, value: 0, key: 0, element: 0, pair: 0 };
    const { offsets, count } = graph.strings;
    const out = chunked();
    for (let index = 0; index < count; index += 1) {
      if (index % lookEvery === 0) look(watch);
      const text = strings.read(index);
      const treatment = index === 0 ? 'kept' : treatmentOf(uses, index, text);
      counts[treatment] += 1;
      out.add(`${index === 0 ? '' : ',\n'}${quoted(redactedText(treatment, text, hash))}`);
    }
    const from = count === 0 ? source.bytes : (offsets[0] ?? 1) - 1;
    const to = count === 0 ? source.bytes : closingQuote(source, offsets[count - 1] ?? 0) + 1;
    return { from, to, chunks: out.end(), counts };
  } finally {
    source.close();
  }
}
