import type { ReviewedIndex, ReviewedKey } from './serverFacts.ts';

const isSameKey = (one: ReviewedKey, other: ReviewedKey) => one.text === other.text && one.kind === other.kind;

/** Descending turned into ascending, and NULLs to the other end: what reading an index from its end gives. */
const turned = (order: number) => order ^ 3;

function hasOrder(keys: readonly ReviewedKey[], of: readonly ReviewedKey[]): boolean {
  const isSame = keys.every(({ order }, place) => order === of[place].order);
  return isSame || keys.every(({ order }, place) => turned(order) === of[place].order);
}

/** True where the first keys of `longer` are those of `shorter`, read from either end. */
function beginsWith(longer: ReviewedIndex, shorter: ReviewedIndex): boolean {
  if (longer.keys.length < shorter.keys.length) return false;
  const first = longer.keys.slice(0, shorter.keys.length);
  return first.every((key, place) => isSameKey(key, shorter.keys[place])) && hasOrder(shorter.keys, first);
}

function bringsAlong(wide: ReviewedIndex, narrow: ReviewedIndex): boolean {
  const has = new Set([...wide.keys.map(({ text }) => text), ...wide.included]);
  return narrow.included.every((column) => has.has(column));
}

const isOnSameRows = (one: ReviewedIndex, other: ReviewedIndex) =>
  one.schema === other.schema &&
  one.table === other.table &&
  one.method === other.method &&
  one.predicate === other.predicate &&
  one.isPartitioned === other.isPartitioned;

/** True where `kept` refuses each row that `other` refuses, and as early. */
function isAsStrict(kept: ReviewedIndex, other: ReviewedIndex): boolean {
  if (!other.isUnique) return true;
  if (!kept.isUnique || kept.keys.length !== other.keys.length) return false;
  return kept.areNullsDistinct === other.areNullsDistinct && (kept.isImmediate || !other.isImmediate);
}

/** True where `kept` does all that `other` does with the same keys. */
export function isDuplicate(kept: ReviewedIndex, other: ReviewedIndex): boolean {
  return (
    isOnSameRows(kept, other) &&
    kept.keys.length === other.keys.length &&
    beginsWith(kept, other) &&
    bringsAlong(kept, other) &&
    isAsStrict(kept, other)
  );
}

/** True where `kept` has more keys, and its first ones do all that `other` does. Only B-trees can. */
export function isPrefix(kept: ReviewedIndex, other: ReviewedIndex): boolean {
  return (
    kept.method === 'btree' &&
    !other.isUnique &&
    isOnSameRows(kept, other) &&
    kept.keys.length > other.keys.length &&
    beginsWith(kept, other) &&
    bringsAlong(kept, other)
  );
}

/** True where it can be dropped without a constraint, a foreign key, or a setting of the table losing something. */
export function isFree(index: ReviewedIndex): boolean {
  return index.constraint === null && !index.isPrimary && !index.isReferenced && !index.isChosen;
}

/** The one of several that do the same which is best kept, first: what hangs on it, then what is used most. */
export function byWorth(one: ReviewedIndex, other: ReviewedIndex): number {
  const rank = (index: ReviewedIndex) =>
    (index.isPrimary ? 8 : 0) +
    (index.isReferenced ? 4 : 0) +
    (index.constraint === null ? 0 : 2) +
    Number(index.isChosen);
  return rank(other) - rank(one) || other.scans - one.scans || (one.name < other.name ? -1 : 1);
}
