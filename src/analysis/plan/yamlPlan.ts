import { NotAPlan } from './explainOutput.ts';

/** A line of the server's YAML: how far it is set in, whether it begins an item of a list, and its text. */
type Line = { readonly column: number; readonly isItem: boolean; readonly text: string };

function linesOf(bare: readonly string[]): readonly Line[] {
  return bare
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, blanks = '', dash, text = ''] = /^(\s*)(- )?(.*)$/.exec(line.trimEnd()) ?? [];
      return { column: blanks.length + (dash === undefined ? 0 : 2), isItem: dash !== undefined, text };
    });
}

function scalar(text: string): unknown {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A text that is cut short: what is there of it.
    return text.slice(1);
  }
}

const pair = /^"?([A-Z][^":]*)"?:(?: (.*)|\s*)$/;

/** Reads the lines from `start` that stand at `column` or deeper, and says where it stopped. */
function valueAt(
  lines: readonly Line[],
  start: number,
  column: number,
): { readonly value: unknown; readonly next: number } {
  const isList = lines[start].isItem;
  const items: unknown[] = [];
  let fields: Record<string, unknown> = {};
  let at = start;
  while (at < lines.length && lines[at].column >= column) {
    const { text, isItem } = lines[at];
    const [, name, own] = pair.exec(text) ?? [];
    if (isItem && name === undefined) {
      items.push(scalar(text));
      at += 1;
      continue;
    }
    if (isItem) {
      fields = {};
      items.push(fields);
    }
    at += 1;
    if (name === undefined) continue;
    if (own !== undefined && own !== '') fields[name] = scalar(own);
    else if (at < lines.length && lines[at].column > column) {
      const inner = valueAt(lines, at, lines[at].column);
      fields[name] = inner.value;
      at = inner.next;
    }
  }
  return { value: isList ? items : fields, next: at };
}

/** The value of what `FORMAT YAML` prints, which uses little of that language. Throws `NotAPlan`. */
export function yamlPlan(bare: readonly string[]): unknown {
  const lines = linesOf(bare);
  const start = lines.findIndex(({ isItem, text }) => isItem && /^(?:Plan|Query Text|"Query Text"):/.test(text));
  if (start === -1) throw new NotAPlan('it has no field Plan');
  return valueAt(lines, start, lines[start].column).value;
}
