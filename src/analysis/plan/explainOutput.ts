import type { Problem } from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { Count, Milliseconds } from '../../protocol/units.ts';

/** An object of the server's JSON, by the names it gives. */
export type Fields = Readonly<Record<string, unknown>>;

export type TriggerTime = { readonly name: string; readonly timeMs: Milliseconds; readonly calls: Count };

/** What `EXPLAIN (FORMAT JSON)` says beside the tree. Null: not said, since it was not asked for or the server is older. */
export type ExplainOutput = {
  /** The root node, as the server gave it. */
  readonly root: Fields;
  readonly planningMs: Milliseconds | null;
  readonly executionMs: Milliseconds | null;
  readonly triggers: readonly TriggerTime[];
  readonly jitMs: Milliseconds | null;
  /** Settings that differ from the server's defaults. */
  readonly settings: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
};

/** The text is no output of `EXPLAIN (FORMAT JSON)`. */
export class NotAPlan extends Error {}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function numberOf(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textOf(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' ? value : null;
}

function triggerOf(value: unknown): readonly TriggerTime[] {
  if (!isFields(value)) return [];
  const name = textOf(value, 'Constraint Name') ?? textOf(value, 'Trigger Name') ?? 'trigger';
  const relation = textOf(value, 'Relation');
  return [
    {
      name: relation === null ? name : `${name} on ${relation}`,
      timeMs: numberOf(value, 'Time') ?? 0,
      calls: numberOf(value, 'Calls') ?? 0,
    },
  ];
}

function jitMsOf(statement: Fields): Milliseconds | null {
  const jit = statement['JIT'];
  const timing = isFields(jit) ? jit['Timing'] : null;
  return isFields(timing) ? numberOf(timing, 'Total') : null;
}

function settingsOf(statement: Fields): Readonly<Record<string, string>> {
  const settings = statement['Settings'];
  if (!isFields(settings)) return {};
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

/** Child plans of a node, as the server gave them. */
export function childrenOf(node: Fields): readonly unknown[] {
  const children = node['Plans'];
  return Array.isArray(children) ? children : [];
}

/** Reads the server's answer: a list with one statement, or that statement alone. Throws `NotAPlan`. */
export function explainOutput(value: unknown): ExplainOutput {
  const statement: unknown = Array.isArray(value) ? value[0] : value;
  if (!isFields(statement)) throw new NotAPlan('it is no object');
  const root = statement['Plan'];
  if (!isFields(root)) throw new NotAPlan('it has no field Plan');
  if (typeof root['Node Type'] !== 'string') throw new NotAPlan('its first node has no Node Type');
  const problems: Problem[] = [];
  if (Array.isArray(value) && value.length > 1)
    problems.push({ where: 'plan', what: `${value.length - 1} further plans of the same answer are not shown` });
  const triggers = Array.isArray(statement['Triggers']) ? statement['Triggers'].flatMap(triggerOf) : [];
  return {
    root,
    planningMs: numberOf(statement, 'Planning Time'),
    executionMs: numberOf(statement, 'Execution Time'),
    triggers,
    jitMs: jitMsOf(statement),
    settings: settingsOf(statement),
    problems: problems.slice(0, limits.problemsMax.value),
  };
}
