import { isSyntaxNode, partOf, textIn, type SyntaxNode } from './syntaxNode.ts';
import type { TableFacts } from './tableFacts.ts';

/** The name of a copy that is made for a proof, in the schema of its table. */
export const copyName = 'pitstop_proof_copy';

function withCopy(value: unknown, table: TableFacts): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withCopy(each, table));
  if (!isSyntaxNode(value)) return value;
  const named = partOf(value, 'RangeVar');
  if (named !== null && textIn(named, 'relname') === table.name) {
    const schema = textIn(named, 'schemaname');
    const alias = isSyntaxNode(named['alias']) ? named['alias'] : { aliasname: table.name };
    if (schema === '' || schema === table.schema)
      return { RangeVar: { ...named, schemaname: table.schema, relname: copyName, alias } };
  }
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, withCopy(part, table)]));
}

/** The statement over a copy of the table in its place, under the name that the table has in it. */
export function copiedTree(syntax: SyntaxNode, table: TableFacts): SyntaxNode {
  const made = withCopy(syntax, table);
  return isSyntaxNode(made) ? made : syntax;
}
