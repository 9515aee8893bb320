import type { Evidence } from './findings.ts';
import type { Count } from './units.ts';

/** How much work the advice is: one click, one line by hand, or a change of the program. */
export const efforts = ['click', 'line', 'change'] as const;
export type Effort = (typeof efforts)[number];

/**
 * A change of a file that advice proposes. `newFile` makes a file that is not there yet; `replace` puts `after` in the
 * place of `before`, which stands at `line` and `column` (from 1) and must still stand there.
 */
export type Change =
  | { readonly kind: 'newFile'; readonly file: string; readonly text: string }
  | {
      readonly kind: 'replace';
      readonly file: string;
      readonly line: Count;
      readonly column: Count;
      readonly before: string;
      readonly after: string;
    };

/** What to do about a finding. */
export type Advice = {
  /** In one sentence, to the user. */
  readonly text: string;
  /** Statements that run as they stand, then a line `-- down` and the statements that undo them. */
  readonly sql?: string;
  /** What *Apply* changes; empty where only a person can do it. */
  readonly changes: readonly Change[];
  readonly effort: Effort;
  /** What it costs, measured: size of an index, time to build it, slower writes, memory. */
  readonly costs: readonly Evidence[];
  /** Caveats, in words: locks, NULLs, what was not looked at. */
  readonly risks: readonly string[];
};

/**
 * A change that was applied, with all that undoing needs. Hashes are SHA-256 of the file's `hashedText`; null: the file
 * was not there. Undo restores the file exactly where it is as we left it, and refuses with the reason where it is not.
 */
export type AppliedChange = {
  readonly change: Change;
  readonly hashBefore: string | null;
  readonly hashAfter: string;
  /** The topmost folder that had to be made for a new file. Undo takes it away again where it is empty. */
  readonly madeFolder?: string;
};
