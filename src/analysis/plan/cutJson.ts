import { NotAPlan } from './explainOutput.ts';

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Where the last whole item ends, and what was open there. */
function lastWhole(text: string): { readonly end: number; readonly open: readonly string[] } {
  const open: string[] = [];
  let best: { end: number; open: readonly string[] } = { end: 0, open: [] };
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isText) {
      if (character === '\\') at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') open.push(character);
    else if (character === '}' || character === ']') {
      open.pop();
      best = { end: at + 1, open: [...open] };
    } else if (character === ',') best = { end: at, open: [...open] };
  }
  return best;
}

/** The value of a JSON text, and whether it was cut short: then what is whole of it. Throws `NotAPlan`. */
export function cutJson(text: string): { readonly value: unknown; readonly isCut: boolean } {
  try {
    return { value: JSON.parse(text), isCut: false };
  } catch {
    // It may be cut short: what is whole is tried below.
  }
  const { end, open } = lastWhole(text);
  const closed =
    text.slice(0, end) +
    open
      .toReversed()
      .map((bracket) => closing[bracket])
      .join('');
  try {
    return { value: JSON.parse(closed), isCut: true };
  } catch (error) {
    throw new NotAPlan(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
