import type { Milliseconds } from '../../protocol/units.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import type { StatementWriter } from '../sql/statementWriter.ts';
import type { TriedStatement } from './statementRun.ts';

/** What a trial needs of its surroundings. */
export type TrialContext = {
  readonly access: DatabaseAccess;
  readonly statement: TriedStatement;
  readonly writer: StatementWriter;
  readonly now: () => Milliseconds;
  readonly signal: AbortSignal;
};
