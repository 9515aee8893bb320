import type { Problem } from '../../protocol/heapRows.ts';
import { cutJson } from './cutJson.ts';
import { isFields, NotAPlan } from './explainOutput.ts';
import { bareLines } from './pastedLines.ts';
import { textPlan } from './textPlan.ts';
import { yamlPlan } from './yamlPlan.ts';

/** A plan that was copied from somewhere: the answer that `FORMAT JSON` would have given. */
export type PastedPlan = { readonly answer: unknown; readonly problems: readonly Problem[] };

/** Clients give the answer as a row with one column. */
function answerIn(value: unknown): unknown {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const rows = isFields(value) && Array.isArray(value['rows']) ? value['rows'] : null;
  if (rows !== null) return answerIn(rows);
  if (!isFields(first)) return value;
  // Our own document of a plan holds the server's.
  if (isFields(first['serverPlan']) || Array.isArray(first['serverPlan'])) return first['serverPlan'];
  const inner = first['QUERY PLAN'];
  if (typeof inner === 'string') return pastedPlan(inner).answer;
  return inner === undefined ? value : answerIn(inner);
}

/**
 * Reads a plan of PostgreSQL 13 to 18 as people have it: text, JSON or YAML, with the frames, headings and line ends of
 * the program it was copied from. Throws `NotAPlan`.
 */
export function pastedPlan(text: string): PastedPlan {
  const bare = bareLines(text);
  const whole = bare.join('\n').trim();
  if (whole === '') throw new NotAPlan('it is empty');
  if (/^(?:\[|\{\s*")/.test(whole)) {
    const { value, isCut } = cutJson(whole);
    const problems = isCut ? [{ where: 'plan', what: 'the text is cut short: what follows is missing' }] : [];
    return { answer: answerIn(value), problems };
  }
  if (bare.some((line) => /^\s*- (?:Plan|"?Query Text"?):/.test(line))) return { answer: yamlPlan(bare), problems: [] };
  if (/^<explain/i.test(whole)) throw new NotAPlan('XML is not read: ask for FORMAT JSON or the text form');
  return { answer: textPlan(bare), problems: [] };
}
