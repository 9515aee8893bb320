import { parse, type ParserPlugin } from '@babel/parser';
import path from 'node:path';

export const declarationLevels = ['module', 'class', 'local', 'assigned', 'property'] as const;
/** Where a name is born, in the order in which a container is looked for: the earlier, the longer it lives. */
type DeclarationLevel = (typeof declarationLevels)[number];

/** A declared name. Lines and columns count from 1. */
export type Declaration = {
  readonly name: string;
  readonly level: DeclarationLevel;
  readonly line: number;
  readonly column: number;
};

type Node = { readonly type: string; readonly loc?: { readonly start: { line: number; column: number } } | null };

function isNode(value: unknown): value is Node & Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

export function pluginsFor(file: string): ParserPlugin[] {
  const extension = path.extname(file);
  const typed: ParserPlugin[] = /^\.[cm]?tsx?$/.test(extension) ? ['typescript'] : [];
  const marked: ParserPlugin[] = /^\.[cm]?ts$/.test(extension) ? [] : ['jsx'];
  return [...typed, ...marked, 'decorators', 'explicitResourceManagement'];
}

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
  'StaticBlock',
]);

/** The node that carries the declared name, and at which level, where `node` declares one. */
function declared(
  node: Readonly<Record<string, unknown>>,
  inFunction: boolean,
): { readonly named: unknown; readonly level: DeclarationLevel } | null {
  switch (node['type']) {
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return { named: node['id'], level: inFunction ? 'local' : 'module' };
    case 'ClassProperty':
    case 'ClassAccessorProperty':
    case 'ClassPrivateProperty':
      return { named: node['key'], level: 'class' };
    case 'TSParameterProperty': {
      const parameter = node['parameter'];
      const isDefaulted = isNode(parameter) && parameter.type === 'AssignmentPattern';
      return { named: isDefaulted ? parameter['left'] : parameter, level: 'class' };
    }
    case 'AssignmentExpression': {
      const left = node['left'];
      const isOwn = isNode(left) && left.type === 'MemberExpression' && left['computed'] === false;
      return isOwn ? { named: left['property'], level: 'assigned' } : null;
    }
    case 'ObjectProperty':
      return node['computed'] === false ? { named: node['key'], level: 'property' } : null;
    default:
      return null;
  }
}

/** The identifiers that a declared name or pattern binds. */
function identifiers(named: unknown): readonly Node[] {
  if (!isNode(named)) return [];
  switch (named.type) {
    case 'Identifier':
      return [named];
    case 'PrivateName':
      return isNode(named['id']) ? [{ ...named['id'], loc: named.loc ?? null }] : [];
    case 'ObjectPattern':
      return Array.isArray(named['properties'])
        ? named['properties'].flatMap((property: unknown) => (isNode(property) ? identifiers(property['value']) : []))
        : [];
    case 'ArrayPattern':
      return Array.isArray(named['elements']) ? named['elements'].flatMap(identifiers) : [];
    case 'AssignmentPattern':
      return identifiers(named['left']);
    default:
      return [];
  }
}

/**
 * All names that the source declares, in the order of the text: variables, functions, classes, fields, assigned
 * properties and those of object literals. Empty where the text cannot be parsed at all. Time grows with the text.
 */
export function declarationsIn(text: string, file: string): readonly Declaration[] {
  const found: Declaration[] = [];
  const visit = (value: unknown, inFunction: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, inFunction);
      return;
    }
    if (!isNode(value)) return;
    const declaration = declared(value, inFunction);
    for (const identifier of identifiers(declaration?.named)) {
      if (declaration === null || !identifier.loc || !('name' in identifier) || typeof identifier.name !== 'string')
        continue;
      const { line, column } = identifier.loc.start;
      found.push({ name: identifier.name, level: declaration.level, line, column: column + 1 });
    }
    const isInside = inFunction || functionTypes.has(value.type);
    for (const [key, child] of Object.entries(value)) {
      if (typeof child === 'object' && key !== 'loc' && !key.endsWith('Comments') && key !== 'tokens')
        visit(child, isInside);
    }
  };
  try {
    const options = { sourceType: 'unambiguous', errorRecovery: true, plugins: pluginsFor(file) } as const;
    visit(parse(text, { ...options, plugins: [...options.plugins] }).program, false);
  } catch {
    // The source of a place need not be a program we can read; then it has no known declarations.
    return [];
  }
  return found;
}

/**
 * The one declaration of `name`: at the first level that has any, and only where that level has no second.
 * Bundlers number names that collide, so `sessions2` may be `sessions` in the source.
 */
export function declarationNamed(declarations: readonly Declaration[], name: string): Declaration | null {
  for (const wanted of new Set([name, name.replace(/\d+$/, ''), name.replace(/^#/, '')])) {
    const named = declarations.filter((declaration) => declaration.name === wanted);
    for (const level of declarationLevels) {
      const [first, second] = named.filter((declaration) => declaration.level === level);
      if (first !== undefined) return second === undefined ? first : null;
    }
  }
  return null;
}
