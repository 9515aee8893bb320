import { parse } from '@babel/parser';
import { defaultPoolSize } from '../../protocol/experiments.ts';
import { limits } from '../../protocol/limits.ts';
import type { Count } from '../../protocol/units.ts';
import { pluginsFor } from '../places/declarations.ts';

/** A text in the source that sets a size: with another number it is `prefix`, the number, `suffix`. */
export type SizeText = {
  /** The size that it sets now. */
  readonly value: Count;
  readonly line: Count;
  readonly column: Count;
  readonly before: string;
  readonly prefix: string;
  readonly suffix: string;
};

/** A `new Pool(…)` in a source. Lines and columns count from 1. */
export type PoolInSource = {
  readonly line: Count;
  readonly column: Count;
  /** Where its size can stand: several where a condition chooses. */
  readonly sizes: readonly SizeText[];
  /** Why no size was found, such as an environment variable; null where one was. */
  readonly why: string | null;
};

type Node = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
} & Readonly<Record<string, unknown>>;

const depthMax = 6;
/** What stands around an expression and leaves its value as it is. */
const wrappers = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'ParenthesizedExpression']);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'loc' in value && value.loc !== null;
}

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesIn(item);
  if (!isNode(value)) return;
  yield value;
  for (const [key, child] of Object.entries(value))
    if (typeof child === 'object' && key !== 'loc' && !key.endsWith('Comments')) yield* nodesIn(child);
}

function nameOf(value: unknown): string | undefined {
  if (!isNode(value) || value.type !== 'Identifier') return undefined;
  return typeof value['name'] === 'string' ? value['name'] : undefined;
}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isPoolConstructor(callee: unknown): boolean {
  if (nameOf(callee) === 'Pool') return true;
  return isNode(callee) && callee.type === 'MemberExpression' && nameOf(callee['property']) === 'Pool';
}

/** The key of a property of an object literal. */
function keyOf(property: Node): unknown {
  const { key } = property;
  return nameOf(key) ?? (isNode(key) ? key['value'] : undefined);
}

/** Finds the sizes of one source: knows its constants, so that a name leads to its number. */
class SizeFinder {
  private readonly text: string;
  private readonly constants = new Map<unknown, unknown>();

  constructor(text: string, nodes: readonly Node[]) {
    this.text = text;
    for (const node of nodes) {
      const name = node.type === 'VariableDeclarator' ? nameOf(node['id']) : undefined;
      if (name === undefined) continue;
      // A name that is declared twice leads nowhere for sure.
      this.constants.set(name, this.constants.has(name) ? undefined : node['init']);
    }
  }

  poolAt(pool: Node): PoolInSource {
    const { line, column } = pool.loc.start;
    const found = this.ofOptions(pool, listOf(pool['arguments'])[0], 0);
    return {
      line,
      column: column + 1,
      sizes: typeof found === 'string' ? [] : found,
      why: typeof found === 'string' ? found : null,
    };
  }

  private sizeText(node: Node, value: Count, prefix: string, suffix: string): SizeText {
    const { line, column } = node.loc.start;
    return { value, line, column: column + 1, before: this.text.slice(node.start, node.end), prefix, suffix };
  }

  /** The sizes that the options of a pool give, or why none is found. */
  private ofOptions(pool: Node, options: unknown, depth: number): readonly SizeText[] | string {
    if (depth > depthMax) return 'its options lead through too many names';
    if (options === undefined) return this.withoutOptions(pool);
    if (!isNode(options)) return 'its options cannot be read';
    const name = nameOf(options);
    if (name !== undefined) {
      const meant = this.constants.get(name);
      return meant === undefined
        ? `its options are ${name}, which is made elsewhere`
        : this.ofOptions(pool, meant, depth + 1);
    }
    if (wrappers.has(options.type)) return this.ofOptions(pool, options['expression'], depth + 1);
    return options.type === 'ObjectExpression' ? this.ofObject(options) : 'its options are made by an expression';
  }

  private ofObject(options: Node): readonly SizeText[] | string {
    const properties = listOf(options['properties']).filter(isNode);
    const max = properties.find((property) => property.type === 'ObjectProperty' && keyOf(property) === 'max');
    if (max !== undefined) return this.ofValue(max['value'], 0);
    if (properties.some(({ type }) => type === 'SpreadElement'))
      return 'its size may come with the options it takes over';
    const [first] = properties;
    if (first === undefined) return [this.sizeText(options, defaultPoolSize, '{ max: ', ' }')];
    // Put before the first property, on a line of its own where the first has one.
    const between = this.text.slice(options.start + 1, first.start);
    const opening = { ...options, end: options.start + 1 };
    const isOnOwnLine = between.includes('\n') && between.trim() === '';
    const lead = isOnOwnLine ? between : ' ';
    return [this.sizeText(opening, defaultPoolSize, `{${lead}max: `, ',')];
  }

  private withoutOptions(pool: Node): readonly SizeText[] | string {
    const callee = pool['callee'];
    if (!isNode(callee)) return 'it is made in a way that cannot be read';
    const written = this.text.slice(pool.start, pool.end);
    const made = this.text.slice(pool.start, callee.end);
    return /^\s*(\(\s*\))?$/.test(written.slice(made.length))
      ? [this.sizeText(pool, defaultPoolSize, `${made}({ max: `, ' })')]
      : 'it is made in a way that cannot be read';
  }

  /** The numbers in an expression that can be its value. */
  private ofValue(value: unknown, depth: number): readonly SizeText[] | string {
    if (!isNode(value) || depth > depthMax) return 'its size cannot be read';
    const next = (inner: unknown) => this.ofValue(inner, depth + 1);
    switch (value.type) {
      case 'NumericLiteral':
        return [this.sizeText(value, Number(value['value']), '', '')];
      case 'StringLiteral': {
        const quote = this.text.slice(value.start, value.start + 1);
        const number = Number(value['value']);
        return Number.isInteger(number) ? [this.sizeText(value, number, quote, quote)] : 'its size is a text';
      }
      case 'Identifier': {
        const named = nameOf(value) ?? '';
        const meant = this.constants.get(named);
        return meant === undefined ? `its size is ${named}, which is set elsewhere` : next(meant);
      }
      case 'LogicalExpression':
        return next(value['right']);
      case 'ConditionalExpression': {
        const branches = [next(value['consequent']), next(value['alternate'])];
        const sizes = branches.flatMap((branch) => (typeof branch === 'string' ? [] : branch));
        return sizes.length > 0 ? sizes : 'its size is chosen by a condition';
      }
      case 'CallExpression':
        return next(listOf(value['arguments'])[0]);
      case 'UnaryExpression':
        return next(value['argument']);
      case 'MemberExpression': {
        const [, variable] = /^process\.env(?:\.|\[['"])(\w+)/.exec(this.text.slice(value.start, value.end)) ?? [];
        return variable === undefined
          ? 'its size is read from an object'
          : `its size is the environment variable ${variable}`;
      }
      default:
        return wrappers.has(value.type) ? next(value['expression']) : 'its size is made by an expression';
    }
  }
}

/** The pools that a source makes, with the texts that set their sizes. Empty where the text cannot be parsed. */
export function poolsInSource(text: string, file: string): readonly PoolInSource[] {
  if (text.length > limits.sourceTextLengthMax.value || !/\bPool\b/.test(text)) return [];
  let program: unknown;
  try {
    program = parse(text, { sourceType: 'unambiguous', errorRecovery: true, plugins: pluginsFor(file) }).program;
  } catch {
    // The source of a call need not be a program we can read; then its pool has no place.
    return [];
  }
  const nodes = [...nodesIn(program)];
  const finder = new SizeFinder(text, nodes);
  return nodes
    .filter((node) => node.type === 'NewExpression' && isPoolConstructor(node['callee']))
    .map((node) => finder.poolAt(node));
}
