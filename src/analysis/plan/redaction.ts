import { isFields } from './explainOutput.ts';

/*
 * The parts of an expression as the server prints it, each tried in this order: quoted names, types behind `::` with
 * their size, parameters, subplans by their number, text literals, names, and numbers.
 */
const parts =
  /("(?:[^"]|"")*")|(::\s*(?:"(?:[^"]|"")*"|[a-z_][\w$]*)(?:\.[\w$]+)?(?: varying| precision)?(?:\(\d+(?:,\s*-?\d+)?\))?)|(\$\d+)|(\b(?:InitPlan|SubPlan|rescan) \d+)|((?:\b[eEbBxXnN]|\b[uU]&)?'(?:[^']|'')*(?:'|$))|([A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** The text with `?` for each text and number in it. Names, types, parameters and operators stay. */
export function redactedExpression(text: string): string {
  // Most texts of a plan are names: without a quote or a digit there is nothing to replace.
  if (!/['\d]/.test(text)) return text;
  return text.replaceAll(
    parts,
    (part, _quoted: unknown, _type: unknown, _parameter: unknown, _subplan: unknown, literal, _name, number) =>
      literal === undefined && number === undefined ? part : '?',
  );
}

/** Fields that hold a name and nothing else: they stay as they are, whatever characters the name has. */
const names: ReadonlySet<string> = new Set([
  'Alias',
  'CTE Name',
  'Command',
  'Constraint Name',
  'Custom Plan Provider',
  'Function Name',
  'Index Name',
  'Join Type',
  'Node Type',
  'Operation',
  'Parent Relationship',
  'Partial Mode',
  'Relation',
  'Relation Name',
  'Scan Direction',
  'Schema',
  'Settings',
  'Sort Method',
  'Sort Methods Used',
  'Sort Space Type',
  'Strategy',
  'Subplan Name',
  'Subplans',
  'Table Function Name',
  'Trigger Name',
  'Tuplestore Name',
]);

/** True where a field is shown as it is. */
export function isName(field: string): boolean {
  return names.has(field);
}

/** What the server gave, with `?` for every literal in its texts; numbers of the plan itself stay. */
export function redactedPlan(value: unknown): unknown {
  if (typeof value === 'string') return redactedExpression(value);
  if (Array.isArray(value)) return value.map(redactedPlan);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, isName(name) ? field : redactedPlan(field)]),
  );
}
