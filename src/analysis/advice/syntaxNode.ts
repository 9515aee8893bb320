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

/** The texts of a list of `String` nodes: the parts of a dotted name. */
export function namesIn(node: unknown, field: string): readonly string[] {
  return listOf(node, field).map((each) => textIn(partOf(each, 'String'), 'sval'));
}

/** True where the tree holds a node of the kind. */
export function holdsKind(root: unknown, wanted: string): boolean {
  let isFound = false;
  visitSyntax(root, (kind) => {
    if (kind === wanted) isFound = true;
  });
  return isFound;
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

/** The same value where nothing in it is replaced, so that its other nodes can still be told apart. */
function withReplaced(value: unknown, old: unknown, by: SyntaxNode): unknown {
  if (value === old) return by;
  if (Array.isArray(value)) {
    const made: unknown[] = value.map((each: unknown) => withReplaced(each, old, by));
    return made.some((each, index) => each !== value[index]) ? made : value;
  }
  return isSyntaxNode(value) ? replaced(value, old, by) : value;
}

/** The tree with another node in the place of one below its root. */
export function replaced(tree: SyntaxNode, old: unknown, by: SyntaxNode): SyntaxNode {
  const fields = Object.entries(tree);
  const made = fields.map(([field, value]) => [field, withReplaced(value, old, by)] as const);
  return made.some(([, value], index) => value !== fields[index][1]) ? Object.fromEntries(made) : tree;
}
