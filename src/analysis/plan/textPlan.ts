import { NotAPlan, type Fields } from './explainOutput.ts';
import { isNodeLine, unwrappedLines } from './pastedLines.ts';
import { beginsFooter, footerFields } from './textFooter.ts';
import { textNode } from './textNode.ts';
import { textProperty } from './textProperty.ts';

type Draft = { readonly fields: Record<string, unknown>; readonly children: Draft[] };

/** What is open above a line: a node, or the heading of a part that hangs on the node above it. */
type Open = { readonly column: number; readonly node: Draft; readonly heading: string | null };

const headingLine = /^\s*((?:InitPlan|SubPlan) \d+(?: \(returns .*\))?|CTE \S.*?)\s*$/;
const columnOf = (line: string) => line.length - line.trimStart().length;

const joins = new Set(['Nested Loop', 'Hash Join', 'Merge Join', 'Recursive Union', 'SetOp']);
const gathered = new Set(['Append', 'Merge Append', 'BitmapAnd', 'BitmapOr']);

/** How a child belongs to its parent, which the text form leaves to the eye. */
function relationshipOf(parent: Draft, heading: string | null): string {
  if (heading !== null) return heading.startsWith('SubPlan') ? 'SubPlan' : 'InitPlan';
  const type = String(parent.fields['Node Type']);
  if (type === 'Subquery Scan') return 'Subquery';
  if (gathered.has(type)) return 'Member';
  const own = parent.children.filter(({ fields }) => fields['Subplan Name'] === undefined);
  return joins.has(type) && own.length > 0 ? 'Inner' : 'Outer';
}

/** Ends what does not reach to the column, but for the root. */
function closeTo(open: Open[], column: number): Open {
  while (open.length > 1 && (open.at(-1)?.column ?? 0) >= column) open.pop();
  const last = open.at(-1);
  if (last === undefined) throw new Error('the root is always open');
  return last;
}

function addNode(open: Open[], line: string): void {
  const column = columnOf(line);
  const { node: parent, heading } = closeTo(open, column);
  const node: Draft = { fields: { ...textNode(line) }, children: [] };
  node.fields['Parent Relationship'] = relationshipOf(parent, heading);
  if (heading !== null) node.fields['Subplan Name'] = heading;
  parent.children.push(node);
  open.push({ column, node, heading: null });
}

function addHeading(open: Open[], line: string, heading: string): void {
  const column = columnOf(line);
  open.push({ column, node: closeTo(open, column).node, heading });
}

function addProperty(open: readonly Open[], line: string): void {
  const column = columnOf(line);
  const owner = open.findLast((each) => each.heading === null && each.column < column) ?? open[0];
  if (owner !== undefined) Object.assign(owner.node.fields, textProperty(line, owner.node.fields['Node Type']));
}

function nested({ fields, children }: Draft): Fields {
  return children.length === 0 ? fields : { ...fields, Plans: children.map(nested) };
}

/**
 * The answer that `FORMAT JSON` would have given, from the lines of the text form; a further plan below is left out, and
 * what single workers did. Throws `NotAPlan`.
 */
export function textPlan(bare: readonly string[]): readonly Fields[] {
  const start = bare.findIndex(isNodeLine);
  const [rootLine, ...lines] = start === -1 ? [] : unwrappedLines(bare.slice(start));
  if (rootLine === undefined) throw new NotAPlan('no line of it is a node of a plan');
  const root: Draft = { fields: { ...textNode(rootLine) }, children: [] };
  const open: Open[] = [{ column: columnOf(rootLine), node: root, heading: null }];
  const footer: string[] = [];
  for (const line of lines) {
    const [, heading] = headingLine.exec(line) ?? [];
    const isBelow = footer.length > 0 || beginsFooter(line);
    if (isNodeLine(line) && !line.trimStart().startsWith('->')) break;
    if (isBelow) footer.push(line);
    else if (isNodeLine(line)) addNode(open, line);
    else if (heading === undefined) addProperty(open, line);
    else addHeading(open, line, heading);
  }
  return [{ Plan: nested(root), ...footerFields(footer) }];
}
