import type { Finding } from '../../protocol/findings.ts';
import type { Ledger } from '../../protocol/ledger.ts';

/** What rules about processes look at. */
export type LedgerFacts = Pick<Ledger, 'processes' | 'spawns'>;

/** A finding before it has an id; `key` is the same for the same trouble seen again. */
export type Trouble = Omit<Finding, 'findingId' | 'rule' | 'state' | 'foundAt'> & { readonly key: string };

/** A rule about processes: one file, and one line in `ledgerRules.ts`. */
export type LedgerRule = {
  readonly name: string;
  /** What it looks for, in a sentence a user could read. */
  readonly purpose: string;
  readonly look: (facts: LedgerFacts) => readonly Trouble[];
};
