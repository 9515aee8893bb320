import type { AppliedChange, Change } from '../../protocol/advice.ts';
import { Failure } from '../../protocol/failures.ts';
import { replacedText, takenBack, type Replacement } from './textChanges.ts';

/** What becomes of one file. Null text: the file is not there, or is to be removed. */
export type FileEdit = { readonly file: string; readonly before: string | null; readonly after: string | null };

/** Gives the text of a file as it is now, with its byte-order mark and line ends; null where there is none. */
export type TextOf = (file: string) => Promise<string | null>;
/** SHA-256 of a file's `hashedText`. */
export type HashOf = (text: string) => string;

function byFile<Item>(items: readonly Item[], fileOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(fileOf(item), [...(groups.get(fileOf(item)) ?? []), item]);
  return groups;
}

const isReplacement = (change: Change): change is Replacement => change.kind === 'replace';

/**
 * What *Apply* does to the files, and what is kept of it for *Undo*. Nothing is written yet. Throws the Failure
 * `changeConflict` where a file is not as the advice knew it.
 */
export async function applyPlan(
  changes: readonly Change[],
  textOf: TextOf,
  hashOf: HashOf,
): Promise<{ readonly edits: readonly FileEdit[]; readonly applied: readonly AppliedChange[] }> {
  const edits: FileEdit[] = [];
  const applied: AppliedChange[] = [];
  for (const [file, own] of byFile(changes, (change) => change.file)) {
    const before = await textOf(file);
    const [first] = own;
    if (first?.kind === 'newFile') {
      if (before !== null || own.length > 1) throw new Failure('changeConflict', `${file} is there already`);
      edits.push({ file, before, after: first.text });
      applied.push({ change: first, hashBefore: null, hashAfter: hashOf(first.text) });
      continue;
    }
    if (before === null) throw new Failure('changeConflict', `${file} is no longer there`);
    const { text, replacements } = replacedText(before, own.filter(isReplacement));
    edits.push({ file, before, after: text });
    const hashes = { hashBefore: hashOf(before), hashAfter: hashOf(text) };
    applied.push(...replacements.map((change) => ({ change, ...hashes })));
  }
  return { edits, applied };
}

/** What *Undo* does. `notes` tells, file by file, where it is less than restoring what was there. */
export type UndoPlan = { readonly edits: readonly FileEdit[]; readonly notes: readonly string[] };

function undoneFile(file: string, own: readonly AppliedChange[], text: string | null, hashOf: HashOf): UndoPlan {
  const [first] = own;
  if (first === undefined) return { edits: [], notes: [] };
  const { change, hashBefore, hashAfter } = first;
  if (change.kind === 'newFile') {
    if (text === null) return { edits: [], notes: [`${file} was gone already`] };
    if (hashOf(text) !== hashAfter)
      throw new Failure('changeConflict', `${file} was changed after it was made, so it is not removed`);
    return { edits: [{ file, before: text, after: null }], notes: [] };
  }
  if (text === null) throw new Failure('changeConflict', `${file} is no longer there`);
  const hash = hashOf(text);
  if (hash === hashBefore && hash !== hashAfter) return { edits: [], notes: [`${file} was as before already`] };
  const after = takenBack(text, own.map((one) => one.change).filter(isReplacement));
  const isAsBefore = hashOf(after) === hashBefore;
  // As we left it and yet not as before: the change was not the only one, and nothing may be guessed.
  if (hash === hashAfter && !isAsBefore) throw new Failure('changeConflict', `${file} cannot be restored as it was`);
  return {
    edits: [{ file, before: text, after }],
    notes: isAsBefore ? [] : [`${file} was changed elsewhere: only what was applied was taken back`],
  };
}

/** What takes applied changes back. Throws the Failure `changeConflict`, before anything is written. */
export async function undoPlan(applied: readonly AppliedChange[], textOf: TextOf, hashOf: HashOf): Promise<UndoPlan> {
  const plans: UndoPlan[] = [];
  for (const [file, own] of byFile(applied, ({ change }) => change.file))
    plans.push(undoneFile(file, own, await textOf(file), hashOf));
  return { edits: plans.flatMap(({ edits }) => edits), notes: plans.flatMap(({ notes }) => notes) };
}
