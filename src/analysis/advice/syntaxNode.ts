/** A node of a parsed statement: its kind is the name of the field that holds it. */
export type SyntaxNode = Readonly<Record<string, unknown>>;

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a node of the kind holds; null where the value is of another kind. */
export function partOf(value: unknown, kind: string): SyntaxNode | null {
  const part = isSyntaxNode(value) ? value[kind] : undefined;
  return isSyntaxNode(part) ? part : null;
}

/** The nodes in a field that holds a list. */
export function listOf(node: unknown, field: string): readonly SyntaxNode[] {
  const list = isSyntaxNode(node) ? node[field] : undefined;
  return Array.isArray(list) ? list.filter(isSyntaxNode) : [];
}

/** The text in a field; the empty text where there is none. */
export function textIn(node: unknown, field: string): string {
  const value = isSyntaxNode(node) ? node[field] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Calls `visit` with each named node of a tree, from the outside in: `('ParamRef', {number: 1})`. */
export function visitSyntax(root: unknown, visit: (kind: string, node: SyntaxNode) => void): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index -= 1) waiting.push(value[index]);
      continue;
    }
    if (!isSyntaxNode(value)) continue;
    for (const [kind, child] of Object.entries(value).toReversed()) {
      if (isSyntaxNode(child)) visit(kind, child);
      if (typeof child === 'object') waiting.push(child);
    }
  }
}

function withReplaced(value: unknown, old: unknown, by: SyntaxNode): unknown {
  if (value === old) return by;
  if (Array.isArray(value)) return value.map((each: unknown) => withReplaced(each, old, by));
  return isSyntaxNode(value) ? replaced(value, old, by) : value;
}

/** The tree with another node in the place of one below its root. */
export function replaced(tree: SyntaxNode, old: unknown, by: SyntaxNode): SyntaxNode {
  return Object.fromEntries(Object.entries(tree).map(([field, value]) => [field, withReplaced(value, old, by)]));
}
