/** Node kinds by the engine's own names; the position is the code used in the `kind` column. */
export const nodeKindNames = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
] as const;

/** Codes of the kinds that the analysis treats in a way of their own. */
export const nodeKind = {
  hidden: 0,
  array: 1,
  string: 2,
  object: 3,
  code: 4,
  closure: 5,
  regexp: 6,
  number: 7,
  native: 8,
  synthetic: 9,
  consString: 10,
  slicedString: 11,
  shape: 14,
} as const;

/** Edge kinds; the position is the code in the low bits of a packed edge. Code 7 is an edge that leads nowhere valid. */
export const edgeKindNames = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'] as const;

export const edgeKind = {
  context: 0,
  element: 1,
  property: 2,
  internal: 3,
  hidden: 4,
  shortcut: 5,
  weak: 6,
  invalid: 7,
} as const;

/** A packed edge: target ordinal above, then the essential bit, then three bits of kind. Kinds from `weak` on hold nothing. */
export const edgeKindMask = 7;
export const essentialBit = 8;
export const targetShift = 4;
/** Nodes that fit a packed edge. */
export const nodesMax = 2 ** 28;
/** Distance of a node that no path reaches. */
export const noDistance = -5;
