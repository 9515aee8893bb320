import { isSyntaxNode, partOf, visitSyntax, type SyntaxNode } from './syntaxNode.ts';

/** A tree whose parameters are numbered without gaps, with their former numbers in order. */
export type Renumbered = { readonly tree: SyntaxNode; readonly kept: readonly number[] };

function mapped(value: unknown, numberFor: (number: number) => number): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => mapped(each, numberFor));
  if (!isSyntaxNode(value)) return value;
  const parameter = partOf(value, 'ParamRef');
  if (parameter !== null) return { ParamRef: { number: numberFor(Number(parameter['number'] ?? 0)) } };
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, mapped(inner, numberFor)]));
}

/** Numbers the parameters anew, in the order they had: the server refuses a statement that leaves one out. */
export function renumbered(tree: SyntaxNode): Renumbered {
  const used = new Set<number>();
  visitSyntax(tree, (kind, node) => {
    if (kind === 'ParamRef') used.add(Number(node['number'] ?? 0));
  });
  const kept = [...used].toSorted((one, other) => one - other);
  const made = mapped(tree, (number) => kept.indexOf(number) + 1);
  return { tree: isSyntaxNode(made) ? made : tree, kept };
}
