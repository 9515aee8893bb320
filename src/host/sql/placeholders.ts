import type { TextPart } from './sqlText.ts';

/*
 * Placeholders of query builders that PostgreSQL itself does not know: `??` for a name and `?` for a value, `:name`,
 * `$(name)` and its relatives, of which `${name}` stands in plain strings only. What stands in quotes and comments is passed over.
 */
const placeholder =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|(\?\??)|(?<![:\w]):([A-Za-z_]\w*)|\$(?:\(([^)]+)\)|<([^>]+)>|\[([^\]]+)\]|\/([^/]+)\/|\{([^}]+)\})/g;

export type Placeholders = {
  readonly parts: readonly TextPart[];
  /** Names of the placeholders by number; `?` has none. */
  readonly names: ReadonlyMap<number, string>;
};

/** The parts with `$n` in place of placeholders; the same name gets the same number. Null where there are none. */
export function withNumbers(parts: readonly TextPart[], after: number): Placeholders | null {
  const names = new Map<number, string>();
  const numbers = new Map<string, number>();
  let number = after;
  const changed = parts.flatMap((part): readonly TextPart[] => {
    if (part.step === 0) return [part];
    const pieces: TextPart[] = [];
    let done = 0;
    for (const match of part.text.matchAll(placeholder)) {
      const name = match[3] ?? match[4] ?? match[5] ?? match[6] ?? match[7] ?? match[8];
      if (match[2] === undefined && name === undefined) continue;
      pieces.push({ text: part.text.slice(done, match.index), from: part.from + done, step: 1 });
      const known = name === undefined ? undefined : numbers.get(name);
      if (known === undefined) number += 1;
      const own = known ?? number;
      if (name !== undefined) {
        numbers.set(name, own);
        names.set(own, name);
      }
      pieces.push({ text: match[2] === '??' ? 'unknown_name' : `$${own}`, from: part.from + match.index, step: 0 });
      done = match.index + match[0].length;
    }
    pieces.push({ text: part.text.slice(done), from: part.from + done, step: 1 });
    return pieces;
  });
  return number === after ? null : { parts: changed, names };
}
