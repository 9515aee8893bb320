import type { Fields } from './explainOutput.ts';
import { listItems } from './textProperty.ts';

const first =
  /^\s*(?:Planning|Planning Time|Execution Time|Total runtime|JIT|Settings|Query Identifier|Serialization|Trigger(?: for constraint)? .+):(?:\s|$)/;

/** True where a line is the first of those below the tree, which tell of the whole. */
export function beginsFooter(line: string): boolean {
  return first.test(line);
}

function triggerOf(line: string): Fields | null {
  const [, constraint, name, relation, time, calls] =
    /^\s*Trigger (for constraint )?(.+?)(?: on (.+?))?: (?:time=([\d.]+) )?calls=(\d+)/.exec(line) ?? [];
  if (name === undefined) return null;
  return {
    [constraint === undefined ? 'Trigger Name' : 'Constraint Name']: name,
    ...(relation === undefined ? {} : { Relation: relation }),
    ...(time === undefined ? {} : { Time: Number(time) }),
    Calls: Number(calls),
  };
}

function settingsOf(line: string): Fields | null {
  const [, text] = /^\s*Settings: (.+)$/.exec(line) ?? [];
  if (text === undefined) return null;
  const pairs = listItems(text).flatMap((item): readonly (readonly [string, string])[] => {
    const [, name, value] = /^(\S+) = '(.*)'$/.exec(item) ?? [];
    return name === undefined ? [] : [[name, value ?? '']];
  });
  return Object.fromEntries(pairs);
}

/** `12.3 ms`; some programs print a comma. */
function milliseconds(line: string, name: string): number | null {
  const [, value] = new RegExp(`^\\s*${name}: ([\\d.,]+) ms`).exec(line) ?? [];
  return value === undefined ? null : Number(value.replace(',', '.'));
}

/** What the lines below the tree say, under the names of the JSON form. */
export function footerFields(lines: readonly string[]): Fields {
  const found: Record<string, unknown> = {};
  const triggers: Fields[] = [];
  for (const line of lines) {
    const planning = milliseconds(line, 'Planning Time');
    const execution = milliseconds(line, 'Execution Time') ?? milliseconds(line, 'Total runtime');
    const settings = settingsOf(line);
    const trigger = triggerOf(line);
    const [, jit] = /^\s*Timing: .*Total ([\d.]+) ms/.exec(line) ?? [];
    if (planning !== null) found['Planning Time'] = planning;
    if (execution !== null) found['Execution Time'] = execution;
    if (settings !== null) found['Settings'] = settings;
    if (trigger !== null) triggers.push(trigger);
    if (jit !== undefined) found['JIT'] = { Timing: { Total: Number(jit) } };
  }
  return triggers.length === 0 ? found : { ...found, Triggers: triggers };
}
