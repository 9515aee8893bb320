import type { TextPart } from './sqlText.ts';

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

/** An escape of JavaScript at `at`, which is its backslash: what it stands for and how long it is. */
function escapeAt(source: string, at: number): { readonly text: string; readonly length: number } {
  const rest = source.slice(at + 1, at + 12);
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/.exec(rest);
  if (code !== null) {
    const value = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '0', 16);
    return { text: value <= 0x10_ff_ff ? String.fromCodePoint(value) : '', length: 1 + code[0].length };
  }
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(rest);
  if (lineEnd !== null) return { text: '', length: 1 + lineEnd[0].length };
  const next = String.fromCodePoint(rest.codePointAt(0) ?? 0x20);
  return { text: simpleEscapes[next] ?? next, length: 1 + next.length };
}

/** The characters of a text literal between two offsets of the source, its escapes resolved. */
export function literalParts(source: string, start: number, end: number): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = start;
  const flush = (to: number) => {
    if (to > from) parts.push({ text: source.slice(from, to), from, step: 1 });
  };
  for (let at = start; at < end; at += 1) {
    const character = source[at];
    // A line end of a template is a line feed, whatever the file has.
    const isReturn = character === '\r' && source[at + 1] === '\n';
    if (character !== '\\' && !isReturn) continue;
    flush(at);
    const { text, length } = isReturn ? { text: '', length: 1 } : escapeAt(source, at);
    if (text !== '') parts.push({ text, from: at, step: 0 });
    at += length - 1;
    from = at + 1;
  }
  flush(end);
  return parts;
}
