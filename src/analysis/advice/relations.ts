import type { ScannedTable } from './rule.ts';
import { listOf, namesIn, partOf, textIn, visitSyntax, isSyntaxNode, type SyntaxNode } from './syntaxNode.ts';
import type { TableColumn, TableFacts } from './tableFacts.ts';

/** A table of a statement, by the name under which its columns are used. */
export type Relation = { readonly alias: string; readonly table: TableFacts };
export type NamedColumn = { readonly relation: Relation; readonly column: TableColumn };

/** The tables that a statement names and the catalogue knows. One name that stands for two tables stands for none. */
export function relationsOf(syntax: SyntaxNode, scans: readonly ScannedTable[]): readonly Relation[] {
  const found: Relation[] = [];
  visitSyntax(syntax, (kind, node) => {
    if (kind !== 'RangeVar') return;
    const [schema, name] = [textIn(node, 'schemaname'), textIn(node, 'relname')];
    const scanned = scans.find(({ table }) => table.name === name && (schema === '' || table.schema === schema));
    if (scanned === undefined) return;
    const alias: unknown = node['alias'];
    found.push({ alias: textIn(alias, 'aliasname') || name, table: scanned.table });
  });
  return found.filter(({ alias, table }) =>
    found.every((other) => other.alias !== alias || other.table.name === table.name),
  );
}

/** The parts of the name in a `ColumnRef`; null where it is none, or a star. */
export function columnName(node: unknown): { readonly alias: string | null; readonly name: string } | null {
  const reference = partOf(node, 'ColumnRef');
  if (reference === null || listOf(reference, 'fields').some((field) => partOf(field, 'A_Star') !== null)) return null;
  const names = namesIn(reference, 'fields');
  const name = names.at(-1);
  return name === undefined ? null : { alias: names.at(-2) ?? null, name };
}

/** The column that a `ColumnRef` means, where only one table of the statement has it. */
export function columnOf(node: unknown, relations: readonly Relation[]): NamedColumn | null {
  const wanted = columnName(node);
  if (wanted === null) return null;
  const found = relations.flatMap((relation) => {
    const column = relation.table.columns.find(({ name }) => name === wanted.name);
    return column === undefined || (wanted.alias !== null && wanted.alias !== relation.alias)
      ? []
      : [{ relation, column }];
  });
  const tables = new Set(found.map(({ relation }) => relation.alias));
  return tables.size === 1 ? (found[0] ?? null) : null;
}

/** True where the tree names no column and asks no query: its value is the same for every row. */
export function isSteady(node: unknown): boolean {
  let isFound = false;
  visitSyntax({ node }, (kind) => {
    if (kind === 'ColumnRef' || kind === 'SubLink') isFound = true;
  });
  return isSyntaxNode(node) && !isFound;
}

/** The same text for all causes that lie in how a table is read. */
export const causeIn = ({ table, alias }: Relation) => `${table.schema}.${table.name} ${alias}`;
