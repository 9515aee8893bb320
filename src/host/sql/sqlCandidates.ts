import { parse } from '@babel/parser';
import { pluginsFor } from '../places/declarations.ts';
import { literalParts } from './sourceLiterals.ts';
import type { TextPart } from './sqlText.ts';

/** A hole of a template or of a concatenation: its expression in the source. */
export type Hole = { readonly source: string; readonly start: number };

/** A text in a program that may be SQL: characters and holes in their order. */
export type SqlCandidate = {
  readonly pieces: readonly (TextPart | Hole)[];
  /** Of the call or expression around it, in the source. */
  readonly outer: { readonly start: number; readonly end: number };
  /** `sink`: handed to something that runs SQL. `named`: to something that often does. `none`: it only looks like it. */
  readonly confidence: 'sink' | 'named' | 'none';
  /** Sources of the values handed along for $1…, where they stand there. */
  readonly values: readonly string[];
};

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number; readonly end: number };

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  );
}

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

const sinkTags = /^(sql|pgsql|\$queryRaw|\$executeRaw|queryRaw|executeRaw)$/i;
const sinkMethods =
  /^(query|execute|queryRaw|\$queryRaw|\$executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|unsafe|raw|sql)$/;
const namedMethods =
  /^(one|oneOrNone|many|manyOrNone|any|none|maybeOne|first|get|all|run|each|prepare|exec|stream|cursor|queryArray|queryObject|QueryStream|Cursor|PreparedStatement|ParameterizedQuery)$/;

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') return nameOf(node['property']);
  if (node.type === 'CallExpression' || node.type === 'TSInstantiationExpression')
    return nameOf(node['callee'] ?? node['expression']);
  return '';
}

/** The name that a tag or callee begins with: `sql` of `sql.type(row)`. */
function rootName(node: unknown): string {
  if (!isNode(node)) return '';
  const inner = node['object'] ?? node['callee'] ?? node['expression'];
  return inner === undefined ? nameOf(node) : rootName(inner);
}

function unwrapped(node: unknown): unknown {
  const wraps = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'ParenthesizedExpression'];
  return isNode(node) && wraps.includes(node.type) ? unwrapped(node['expression']) : node;
}

/** The characters and holes of a text in the source, or null where the node is none. */
function piecesOf(node: unknown, source: string): readonly (TextPart | Hole)[] | null {
  const text = unwrapped(node);
  if (!isNode(text)) return null;
  if (text.type === 'StringLiteral') return literalParts(source, text.start + 1, text.end - 1);
  if (text.type === 'TemplateLiteral') {
    const holes = nodesOf(text['expressions']);
    return nodesOf(text['quasis']).flatMap((quasi, index): readonly (TextPart | Hole)[] => {
      const hole = holes[index];
      const own = literalParts(source, quasi.start, quasi.end);
      return hole === undefined ? own : [...own, { source: source.slice(hole.start, hole.end), start: hole.start }];
    });
  }
  if (text.type === 'BinaryExpression' && text['operator'] === '+') {
    const [left, right] = [piecesOf(text['left'], source), piecesOf(text['right'], source)];
    if (left === null && right === null) return null;
    const hole = (side: unknown) =>
      isNode(side) ? [{ source: source.slice(side.start, side.end), start: side.start }] : [];
    return [...(left ?? hole(text['left'])), ...(right ?? hole(text['right']))];
  }
  if (text.type === 'CallExpression') return joinedPieces(text, source);
  return null;
}

/** The parts of a list that is joined to one text: `['select a', 'from b'].join(' ')`. */
function joinedPieces(call: Node, source: string): readonly (TextPart | Hole)[] | null {
  const { callee } = call;
  const list = isNode(callee) && callee.type === 'MemberExpression' ? callee['object'] : undefined;
  if (nameOf(callee) !== 'join' || !isNode(list) || list.type !== 'ArrayExpression') return null;
  const [separator] = nodesOf(call['arguments']);
  const between = separator === undefined ? [] : (piecesOf(separator, source) ?? []);
  const parts = nodesOf(list['elements']).map((element) => piecesOf(element, source));
  if (parts.some((part) => part === null)) return null;
  // What stands between them stands in the source once, and elsewhere.
  const glue = between.flatMap((piece) => ('text' in piece ? [{ ...piece, step: 0 } as const] : []));
  return parts.flatMap((part, place) => [...(place === 0 ? [] : glue), ...(part ?? [])]);
}

/** The texts that an expression may be: both of a choice. */
function choices(text: unknown): readonly unknown[] {
  const node = unwrapped(text);
  if (!isNode(node)) return [];
  return node.type === 'ConditionalExpression'
    ? [...choices(node['consequent']), ...choices(node['alternate'])]
    : [node];
}

function propertyOf(object: unknown, names: readonly string[]): unknown {
  if (!isNode(object) || object.type !== 'ObjectExpression') return undefined;
  const found = nodesOf(object['properties']).find(
    ({ key, computed }) => computed !== true && isNode(key) && names.includes(String(key['name'] ?? key['value'])),
  );
  return found?.['value'];
}

function valueSources(list: unknown, source: string): readonly string[] {
  if (!isNode(list) || list.type !== 'ArrayExpression') return [];
  return nodesOf(list['elements']).map(({ start, end }) => source.slice(start, end));
}

/** Constants of the file that hold a text, by their name; a name that is given twice is no constant. */
function textConstants(program: unknown): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  const twice = new Set<string>();
  walk(program, (node) => {
    if (node.type !== 'VariableDeclarator' || !isNode(node['id']) || !isNode(node['init'])) return;
    const name = nameOf(node['id']);
    if (found.has(name)) twice.add(name);
    found.set(name, node['init']);
  });
  for (const name of twice) found.delete(name);
  return found;
}

const skipped = new Set(['loc', 'extra', 'tokens', 'leadingComments', 'trailingComments', 'innerComments']);

function walk(root: unknown, visit: (node: Node) => void): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index -= 1) waiting.push(value[index]);
      continue;
    }
    if (!isNode(value)) continue;
    visit(value);
    for (const [key, child] of Object.entries(value).toReversed())
      if (typeof child === 'object' && !skipped.has(key)) waiting.push(child);
  }
}

function hasSqlComment(node: Node): boolean {
  const comments = Array.isArray(node['leadingComments']) ? node['leadingComments'] : [];
  const last: unknown = comments.at(-1);
  return typeof last === 'object' && last !== null && 'value' in last && /^\s*sql\s*$/i.test(String(last.value));
}

type Handed = {
  readonly text: unknown;
  readonly outer: Node;
  readonly values: unknown;
  readonly confidence: SqlCandidate['confidence'];
};

/** What a node hands to something that runs SQL; null where it hands nothing. */
function handedBy(node: Node): Handed | null {
  switch (node.type) {
    case 'TaggedTemplateExpression': {
      const { tag } = node;
      const isSink = sinkTags.test(nameOf(tag)) || sinkTags.test(rootName(tag));
      return isSink ? { text: node['quasi'], outer: node, values: undefined, confidence: 'sink' } : null;
    }
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression': {
      const name = nameOf(node['callee']);
      const confidence = sinkMethods.test(name) ? 'sink' : namedMethods.test(name) ? 'named' : 'none';
      if (confidence === 'none') return null;
      const [first, second] = nodesOf(node['arguments']);
      const inside = propertyOf(first, ['text', 'sql', 'query']);
      const values = inside === undefined ? second : propertyOf(first, ['values', 'bind', 'params']);
      return { text: inside ?? first, outer: node, values, confidence };
    }
    case 'ObjectExpression': {
      const values = propertyOf(node, ['values', 'rowMode']);
      const text = values === undefined ? undefined : propertyOf(node, ['text']);
      return text === undefined ? null : { text, outer: node, values, confidence: 'sink' };
    }
    case 'TemplateLiteral':
    case 'StringLiteral':
    case 'BinaryExpression':
      return { text: node, outer: node, values: undefined, confidence: hasSqlComment(node) ? 'sink' : 'none' };
    default:
      return null;
  }
}

/**
 * Texts of a program that may be SQL, in the order of the source, each once. Empty where the program cannot be parsed.
 * Time grows with the text.
 */
export function sqlCandidates(source: string, file: string): readonly SqlCandidate[] {
  let program: unknown;
  try {
    const options = { sourceType: 'unambiguous', errorRecovery: true, createParenthesizedExpressions: false } as const;
    program = parse(source, { ...options, plugins: [...pluginsFor(file)] }).program;
  } catch {
    // A program that cannot be read has no statements that could be found.
    return [];
  }
  const constants = textConstants(program);
  const found = new Map<number, SqlCandidate>();
  walk(program, (node) => {
    const handed = handedBy(node);
    if (handed === null) return;
    for (const named of choices(handed.text)) {
      const constant = isNode(named) && named.type === 'Identifier' ? constants.get(nameOf(named)) : undefined;
      const text = unwrapped(constant ?? named);
      if (!isNode(text)) continue;
      const pieces = piecesOf(text, source);
      const before = found.get(text.start);
      if (pieces === null || (before !== undefined && before.confidence !== 'none')) continue;
      const isLarger = before !== undefined && handed.confidence === 'none';
      if (isLarger) continue;
      const outer = constant === undefined ? handed.outer : text;
      found.set(text.start, {
        pieces,
        outer: { start: outer.start, end: outer.end },
        confidence: handed.confidence,
        values: valueSources(handed.values, source),
      });
    }
  });
  return [...found].toSorted(([one], [other]) => one - other).map(([, candidate]) => candidate);
}
