import {
  callNode,
  castNode,
  comparisonNode,
  isNullNode,
  joinedNode,
  textNode,
  wholeNumberNode,
} from './builtSyntax.ts';
import { dayOf, isCalendarUnit, laterDay } from './calendar.ts';
import { columnOf, isSteady, type NamedColumn, type Relation } from './relations.ts';
import { listOf, namesIn, partOf, textIn, type SyntaxNode } from './syntaxNode.ts';

/** A comparison in which something is done to a column, and the same with the column alone. */
export type BareComparison = NamedColumn & {
  readonly old: SyntaxNode;
  readonly bare: SyntaxNode;
  /** What is done to the column: `date_trunc(…)`, `a cast to text`. */
  readonly wrapped: string;
  readonly isCast: boolean;
  /** When the two are not the same, in words; null where they always are. */
  readonly caveat: string | null;
};

/** What a comparison says of a value: the column stands left. Two values for BETWEEN. */
type Comparison = { readonly operator: string; readonly values: readonly SyntaxNode[] };
type Bare = Pick<BareComparison, 'bare' | 'wrapped' | 'caveat'> & { readonly isCast?: boolean };

const mirrored: Readonly<Record<string, string>> = { '=': '=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

const all = (...args: readonly SyntaxNode[]) => joinedNode('AND_EXPR', args);
const plus = (value: SyntaxNode, more: SyntaxNode) => comparisonNode('+', value, more);

function stringOf(node: unknown): string | null {
  const constant = partOf(node, 'A_Const');
  const held = constant?.['sval'];
  return held === undefined ? null : textIn(held, 'sval');
}

/** True where the server would not know the type of the value by itself. */
const isUntyped = (node: SyntaxNode) => stringOf(node) !== null || partOf(node, 'ParamRef') !== null;

function typed(value: SyntaxNode, type: string): SyntaxNode | null {
  return isUntyped(value) ? castNode(value, type) : value;
}

/** `column >= from and column < past` for a comparison with steps of one length; `next` gives the start of the next. */
function steps(
  column: SyntaxNode,
  { operator, values }: Comparison,
  start: (value: SyntaxNode) => SyntaxNode | null,
  next: (from: SyntaxNode) => SyntaxNode,
): SyntaxNode | null {
  const [low, high] = values.map(start);
  if (low === undefined || low === null || high === null) return null;
  if (operator === 'between')
    return high === undefined ? null : all(comparisonNode('>=', column, low), comparisonNode('<', column, next(high)));
  switch (operator) {
    case '=':
      return all(comparisonNode('>=', column, low), comparisonNode('<', column, next(low)));
    case '>=':
    case '<':
      return comparisonNode(operator, column, low);
    case '>':
      return comparisonNode('>=', column, next(low));
    case '<=':
      return comparisonNode('<', column, next(low));
    default:
      return null;
  }
}

/**
 * The same with the bounds as days that are written out, which the server knows before it plans: only then it leaves
 * partitions out of the plan. Null where a value is no literal of a day.
 */
function writtenDays(column: SyntaxNode, comparison: Comparison, unit: string): SyntaxNode | null {
  const days = comparison.values.map(dayOf);
  if (!isCalendarUnit(unit) || days.includes(null)) return null;
  return steps(
    column,
    comparison,
    (value) => textNode(dayOf(value) ?? ''),
    (from) => textNode(laterDay(dayOf(from) ?? '', unit)),
  );
}

const isMoment = (type: string) => type.startsWith('timestamp');
const units = new Set(['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']);
const lengthOf = (unit: string) => castNode(textNode(unit === 'quarter' ? '3 months' : `1 ${unit}`), 'interval');

function ofDay(column: SyntaxNode, comparison: Comparison, wrapped: string): Bare | null {
  const start = (value: SyntaxNode) => {
    const type = namesIn(partOf(value, 'TypeCast')?.['typeName'], 'names').at(-1);
    return type === 'date' ? value : castNode(value, 'date');
  };
  const bare =
    writtenDays(column, comparison, 'day') ??
    steps(column, comparison, start, (from) => plus(from, wholeNumberNode(1)));
  return bare === null ? null : { bare, wrapped, caveat: null };
}

function ofTruncated(unit: string, column: SyntaxNode, type: string, comparison: Comparison): Bare | null {
  const length = lengthOf(unit);
  if (!units.has(unit) || length === null) return null;
  const bare =
    writtenDays(column, comparison, unit) ??
    steps(
      column,
      comparison,
      (value) => typed(value, type),
      (from) => plus(from, length),
    );
  const caveat = `The two are the same only where the value compared with is the start of a ${unit}.`;
  return bare === null ? null : { bare, wrapped: `date_trunc(…)`, caveat };
}

function ofYear(column: SyntaxNode, comparison: Comparison, wrapped: string): Bare | null {
  const [one] = [wholeNumberNode(1)];
  const whole = (value: SyntaxNode) => (partOf(value, 'A_Const') === null ? castNode(value, 'integer') : value);
  const yearOf = (value: SyntaxNode) => callNode('make_date', [value, one, one]);
  const start = (value: SyntaxNode) => {
    const number = partOf(partOf(value, 'A_Const'), 'ival')?.['ival'];
    if (typeof number === 'number' && number >= 1000 && number <= 9998) return textNode(`${number}-01-01`);
    const year = whole(value);
    return year === null || stringOf(year) !== null ? null : yearOf(year);
  };
  const length = lengthOf('year');
  const next = (from: SyntaxNode) => {
    const day = dayOf(from);
    return day === null || length === null ? plus(from, length ?? from) : textNode(laterDay(day, 'year'));
  };
  const bare = length === null ? null : steps(column, comparison, start, next);
  return bare === null ? null : { bare, wrapped, caveat: null };
}

const written: Readonly<Record<string, string>> = {
  'YYYY-MM-DD': 'day',
  'YYYY-MM': 'month',
  YYYY: 'year',
  YYYYMMDD: 'day',
};

function ofWritten(format: string, column: SyntaxNode, comparison: Comparison): Bare | null {
  const length = lengthOf(written[format] ?? '');
  if (written[format] === undefined || length === null) return null;
  const start = (value: SyntaxNode) => callNode('to_date', [value, textNode(format)]);
  const bare = steps(column, comparison, start, (from) => plus(from, length));
  return bare === null ? null : { bare, wrapped: 'to_char(…)', caveat: null };
}

function ofCall(call: SyntaxNode, named: NamedColumn, node: SyntaxNode, comparison: Comparison): Bare | null {
  const name = namesIn(call, 'funcname').at(-1) ?? '';
  const { type } = named.column;
  const [first, second] = listOf(call, 'args');
  const unit = stringOf(first)?.toLowerCase() ?? '';
  if (name === 'date' && first === node && isMoment(type)) return ofDay(node, comparison, 'date(…)');
  if (name === 'to_char' && first === node && (isMoment(type) || type === 'date'))
    return ofWritten(stringOf(second) ?? '', node, comparison);
  if (second !== node || !(isMoment(type) || type === 'date') || listOf(call, 'args').length !== 2) return null;
  if (name === 'date_trunc') return ofTruncated(unit, node, type, comparison);
  if ((name === 'extract' || name === 'date_part') && unit === 'year') return ofYear(node, comparison, `${name}(year)`);
  return null;
}

/** `column + steady op value` as `column op value - steady`. */
function ofSum(sum: SyntaxNode, node: SyntaxNode, type: string, { operator, values }: Comparison): Bare | null {
  const sign = namesIn(sum, 'name').at(-1) ?? '';
  const { lexpr, rexpr } = sum;
  const other = lexpr === node ? partOf({ other: rexpr }, 'other') : partOf({ other: lexpr }, 'other');
  const back = sign === '+' ? '-' : sign === '-' && lexpr === node ? '+' : null;
  const [value] = values;
  if (back === null || other === null || value === undefined || values.length !== 1 || !isSteady(other)) return null;
  const known = isMoment(type) || stringOf(value) !== null ? typed(value, type) : value;
  if (known === null) return null;
  return { bare: comparisonNode(operator, node, comparisonNode(back, known, other)), wrapped: 'a sum', caveat: null };
}

function ofCoalesce(args: readonly SyntaxNode[], node: SyntaxNode, { operator, values }: Comparison): Bare | null {
  const [first, instead] = args;
  const [value] = values;
  if (operator !== '=' || first !== node || args.length !== 2 || instead === undefined || value === undefined)
    return null;
  const missing = all(isNullNode(node), comparisonNode('=', instead, value));
  return {
    bare: joinedNode('OR_EXPR', [comparisonNode('=', node, value), missing]),
    wrapped: 'coalesce(…)',
    caveat: null,
  };
}

function ofCast(node: SyntaxNode, target: string, type: string, { operator, values }: Comparison): Bare | null {
  if (target === 'date' && isMoment(type)) return ofDay(node, { operator, values }, 'a cast to date');
  const [value] = values;
  const cast = value === undefined || values.length !== 1 ? null : castNode(value, type);
  // Text is ordered in another way than what it was made of.
  if (cast === null || operator !== '=') return null;
  const caveat = `A value that is no ${type} is then an error, or is rounded to one.`;
  return { bare: comparisonNode(operator, node, cast), wrapped: `a cast to ${target}`, isCast: true, caveat };
}

/** Where the column stands in what is compared, with what is done to it. */
function unwrapped(
  side: SyntaxNode,
  relations: readonly Relation[],
  comparison: Comparison,
): { readonly named: NamedColumn; readonly found: Bare } | null {
  const within = (inner: readonly unknown[], give: (node: SyntaxNode, named: NamedColumn) => Bare | null) => {
    for (const each of inner) {
      const named = columnOf(each, relations);
      const node = partOf({ each }, 'each');
      const found = named === null || node === null ? null : give(node, named);
      if (named !== null && found !== null) return { named, found };
    }
    return null;
  };
  const cast = partOf(side, 'TypeCast');
  if (cast !== null) {
    const target = namesIn(cast['typeName'], 'names').at(-1) ?? '';
    return within([cast['arg']], (node, { column }) => ofCast(node, target, column.type, comparison));
  }
  const call = partOf(side, 'FuncCall');
  if (call !== null) return within(listOf(call, 'args'), (node, named) => ofCall(call, named, node, comparison));
  const sum = partOf(side, 'A_Expr');
  if (sum !== null && sum['kind'] === 'AEXPR_OP')
    return within([sum['lexpr'], sum['rexpr']], (node, { column }) => ofSum(sum, node, column.type, comparison));
  const coalesce = partOf(side, 'CoalesceExpr');
  if (coalesce !== null)
    return within(listOf(coalesce, 'args'), (node) => ofCoalesce(listOf(coalesce, 'args'), node, comparison));
  return null;
}

/** The comparison with its column alone, where something is done to it that can stand on the other side. */
export function bareComparison(old: SyntaxNode, relations: readonly Relation[]): BareComparison | null {
  const expression = partOf(old, 'A_Expr');
  if (expression === null) return null;
  const operator = namesIn(expression, 'name').at(-1) ?? '';
  const left = partOf({ side: expression['lexpr'] }, 'side');
  const right = partOf({ side: expression['rexpr'] }, 'side');
  if (left === null || right === null) return null;
  const tried: (readonly [SyntaxNode, Comparison])[] = [];
  if (expression['kind'] === 'AEXPR_BETWEEN')
    tried.push([left, { operator: 'between', values: listOf(partOf(right, 'List'), 'items') }]);
  if (expression['kind'] === 'AEXPR_OP' && mirrored[operator] !== undefined)
    tried.push([left, { operator, values: [right] }], [right, { operator: mirrored[operator], values: [left] }]);
  for (const [side, comparison] of tried) {
    if (!comparison.values.every(isSteady)) continue;
    const made = unwrapped(side, relations, comparison);
    if (made !== null) return { old, ...made.named, isCast: false, ...made.found };
  }
  return null;
}
