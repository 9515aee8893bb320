import { isFields, numberOf, textOf, type Fields } from './explainOutput.ts';
import { isName, redactedExpression, redactedPlan } from './redaction.ts';
import type { TreeNode } from './planTree.ts';

const aggregates: Readonly<Record<string, string>> = {
  Hashed: 'HashAggregate',
  Sorted: 'GroupAggregate',
  Mixed: 'MixedAggregate',
  Plain: 'Aggregate',
};

function aggregateTitle(fields: Fields): string {
  const partial = textOf(fields, 'Partial Mode') ?? 'Simple';
  const name = aggregates[textOf(fields, 'Strategy') ?? ''] ?? 'Aggregate';
  return partial === 'Simple' ? name : `${partial} ${name}`;
}

function joinTitle(nodeType: string, fields: Fields): string {
  const join = textOf(fields, 'Join Type') ?? 'Inner';
  if (join === 'Inner') return nodeType;
  return nodeType === 'Nested Loop' ? `Nested Loop ${join} Join` : nodeType.replace(/ Join$/, ` ${join} Join`);
}

function titleOf(nodeType: string, fields: Fields): string {
  switch (nodeType) {
    case 'Aggregate':
      return aggregateTitle(fields);
    case 'ModifyTable':
      return textOf(fields, 'Operation') ?? nodeType;
    case 'Hash Join':
    case 'Merge Join':
    case 'Nested Loop':
      return joinTitle(nodeType, fields);
    case 'SetOp':
      return `${textOf(fields, 'Strategy') === 'Hashed' ? 'HashSetOp' : 'SetOp'} ${textOf(fields, 'Command') ?? ''}`.trim();
    case 'Index Scan':
    case 'Index Only Scan':
      return textOf(fields, 'Scan Direction') === 'Backward' ? `${nodeType} Backward` : nodeType;
    default:
      return nodeType;
  }
}

/** The node as the server's text form calls it: `Parallel Seq Scan`, `Hash Left Join`, `Partial HashAggregate`. */
export function nodeTitle({ nodeType, fields }: TreeNode): string {
  return `${fields['Parallel Aware'] === true ? 'Parallel ' : ''}${titleOf(nodeType, fields)}`;
}

function relationOf(fields: Fields): string | null {
  const relation = textOf(fields, 'Relation Name');
  const name =
    relation ??
    textOf(fields, 'Function Name') ??
    textOf(fields, 'Table Function Name') ??
    textOf(fields, 'CTE Name') ??
    textOf(fields, 'Tuplestore Name');
  const alias = textOf(fields, 'Alias');
  if (name === null) return alias;
  return alias === null || alias === name ? name : `${name} ${alias}`;
}

function keysOf(fields: Fields, name: string): string | null {
  const keys = fields[name];
  return Array.isArray(keys) && keys.length > 0 ? redactedExpression(keys.join(', ')) : null;
}

/** What the node works on: `orders o`, `orders_key on orders`, `created_at DESC`. Empty where it is what comes from below. */
export function nodeSubject({ fields }: TreeNode): string {
  const relation = relationOf(fields);
  const index = textOf(fields, 'Index Name');
  if (index !== null) return relation === null ? index : `${index} on ${relation}`;
  return relation ?? keysOf(fields, 'Sort Key') ?? keysOf(fields, 'Group Key') ?? '';
}

/** How it belongs to its parent; the number of a subplan without what it returns. */
export function nodeRelationship({ subplanName, relationship }: TreeNode): string | null {
  return subplanName?.replace(/ \(returns .*\)$/, '') ?? relationship;
}

/** Fields that the columns of a node already say, or that say nothing to people. */
const said: ReadonlySet<string> = new Set([
  'Actual Loops',
  'Actual Rows',
  'Actual Startup Time',
  'Actual Total Time',
  'Alias',
  'Async Capable',
  'CTE Name',
  'Disabled',
  'Function Name',
  'Index Name',
  'Inner Unique',
  'Join Type',
  'Node Type',
  'Operation',
  'Parallel Aware',
  'Parent Relationship',
  'Partial Mode',
  'Plan Rows',
  'Plan Width',
  'Relation Name',
  'Scan Direction',
  'Schema',
  'Startup Cost',
  'Strategy',
  'Subplan Name',
  'Total Cost',
  'Tuplestore Name',
  'Workers',
]);
const blocks = /^(Shared|Local|Temp) (Hit|Read|Dirtied|Written) Blocks$|I\/O (Read|Write) Time$/;

function valueText(field: string, value: unknown): string | null {
  if (typeof value === 'string') return isName(field) ? value : redactedExpression(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    const texts = value.flatMap((item) => valueText(field, item) ?? []);
    return texts.length === 0 ? null : texts.join(', ');
  }
  if (isFields(value)) return JSON.stringify(redactedPlan(value));
  return value === true ? 'yes' : null;
}

/** Kilobytes say so: `Peak Memory Usage: 24 kB`. */
const inKilobytes = /(Space Used|Memory Usage|Disk Usage|Storage)$/;

/** Conditions and other facts, a line each, as the server prints them; literals replaced, zeros left out. */
export function nodeDetails({ fields }: TreeNode): readonly string[] {
  const lines = Object.entries(fields).flatMap(([name, value]) => {
    if (said.has(name) || blocks.test(name) || value === 0) return [];
    const text = valueText(name, value);
    if (text === null) return [];
    return [`${name}: ${text}${typeof value === 'number' && inKilobytes.test(name) ? ' kB' : ''}`];
  });
  return fields['Disabled'] === true ? [...lines, 'Disabled: yes'] : lines;
}

/** Workers that took part, or those that were planned where it was not run. */
export function nodeWorkers({ fields }: TreeNode): number | null {
  return numberOf(fields, 'Workers Launched') ?? numberOf(fields, 'Workers Planned');
}
