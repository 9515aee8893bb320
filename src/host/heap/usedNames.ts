import { parse } from '@babel/parser';
import { readFile } from 'node:fs/promises';
import { pluginsFor } from '../places/declarations.ts';
import type { ScriptPosition } from '../places/placesWork.ts';

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number; readonly end: number };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
}

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
]);
const classTypes = new Set(['ClassDeclaration', 'ClassExpression']);

function childrenOf(node: Node): readonly unknown[] {
  return Object.entries(node)
    .filter(
      ([key, value]) => typeof value === 'object' && key !== 'loc' && !key.endsWith('Comments') && key !== 'tokens',
    )
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]));
}

/** The innermost function or class around an offset. */
function around(node: Node, offset: number): Node | null {
  for (const child of childrenOf(node)) {
    if (!isNode(child) || offset < child.start || offset >= child.end) continue;
    const inner = around(child, offset);
    if (inner !== null) return inner;
  }
  return functionTypes.has(node.type) || classTypes.has(node.type) ? node : null;
}

/** Adds the names that a piece of source uses as variables. False where it can reach any name, as `eval` can. */
function addNames(value: unknown, names: Set<string>): boolean {
  if (!isNode(value)) return true;
  if (value.type === 'WithStatement') return false;
  if ((value.type === 'Identifier' || value.type === 'JSXIdentifier') && typeof value['name'] === 'string') {
    names.add(value['name']);
    return value['name'] !== 'eval';
  }
  const isMember = value.type === 'MemberExpression' || value.type === 'OptionalMemberExpression';
  const isKeyed = isMember || value.type.endsWith('Property') || value.type.endsWith('Method');
  const skipped = isKeyed && value['computed'] !== true && value['shorthand'] !== true;
  const key = isMember ? value['property'] : value['key'];
  return childrenOf(value).every((child) => (skipped && child === key ? true : addNames(child, names)));
}

function offsetsOf(text: string): (position: ScriptPosition) => number {
  const lines = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  return ({ line, column }) => (lines[line] ?? text.length) + column;
}

/** The names that the functions at some positions use; null where one of them is not there or can reach any name. */
function namesAt(program: Node, text: string, offsets: readonly number[]): readonly string[] | null {
  const names = new Set<string>();
  for (const offset of offsets) {
    const found = around(program, offset);
    // The engine gives where the parameters begin, or where an arrow function or a class does.
    const isStart = found !== null && (found.start === offset || text[offset] === '(');
    if (found === null || !isStart || !addNames(found, names)) return null;
  }
  return [...names];
}

/**
 * For each group of positions in a script, the names that the functions there use, functions inside them included. Null
 * for a group of which one has no function at its position or can reach any name, and for all where the file is not
 * there or cannot be parsed.
 */
export async function usedNames(
  file: string,
  groups: readonly (readonly ScriptPosition[])[],
): Promise<readonly (readonly string[] | null)[]> {
  const unknown = groups.map(() => null);
  // Not there, or no program: then its names are not known, and null says so.
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return unknown;
  try {
    const { program } = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      plugins: [...pluginsFor(file)],
    });
    const offsetOf = offsetsOf(text);
    return isNode(program) ? groups.map((positions) => namesAt(program, text, positions.map(offsetOf))) : unknown;
  } catch {
    return unknown;
  }
}
