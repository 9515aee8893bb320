import type { Client } from 'pg';
import { quoted, servingIndexes } from '../../analysis/advice/indexCandidate.ts';
import type { TableFacts } from '../../analysis/advice/tableFacts.ts';
import { Failure } from '../../protocol/failures.ts';
import { errorCode } from '../postgres/databaseFailure.ts';
import type { AdvisedIndex } from './adviceSql.ts';
import type { MadeChange, VerifyContext } from './changedRuns.ts';
import { whenLocked } from './rolledBack.ts';
import { explained, asItIs } from './statementRun.ts';
import { knownTables } from './tableCatalogue.ts';

/** Indexes that may be the advised one: by its name, and those that do the same under another. */
function sameIndexes({ name, columns }: AdvisedIndex, table: TableFacts): readonly string[] {
  const named = table.indexes.filter((index) => index.name === name && index.isValid).map((index) => index.name);
  const serving = columns === null ? [] : servingIndexes({ table, columns, heldCount: 0 });
  return [...new Set([...named, ...serving])];
}

/** The name of the index that is there and that the statement uses. */
async function usedIndex(client: Client, advised: AdvisedIndex, context: VerifyContext): Promise<string> {
  const { schema, table: name } = advised;
  const { access, statement, signal } = context;
  const [known] = await knownTables(access, [{ schema, name }], signal);
  if (known === undefined) throw new Failure('proofFailed', `there is no table ${name} in ${context.machine}`);
  const serving = sameIndexes(advised, known.facts);
  if (serving.length === 0)
    throw new Failure(
      'proofFailed',
      `the index ${advised.name} on ${name} is not there yet: run the migration on this server, then verify again`,
    );
  const plan = await asItIs(client, statement, () => explained(client, statement, 'plan'));
  const text = JSON.stringify(plan);
  // What the server does behind a statement that writes is in no plan.
  const used = serving.find(
    (index) => known.facts.isPartitioned || statement.isWrite || text.includes(`"Index Name":${JSON.stringify(index)}`),
  );
  if (used === undefined)
    throw new Failure(
      'proofFailed',
      `the index ${serving[0] ?? ''} is there, and the planner does not use it for this statement`,
    );
  return `${quoted(schema)}.${quoted(used)}`;
}

/** How the index is taken away for a moment. Throws the Failure `proofFailed` where it is not there or not used. */
export async function madeIndex(client: Client, advised: AdvisedIndex, context: VerifyContext): Promise<MadeChange> {
  const { statement, signal } = context;
  const index = await usedIndex(client, advised, context);
  return {
    before: statement,
    takeAway: async (other) => {
      try {
        await whenLocked(other, signal, () => other.query(`drop index ${index}`));
      } catch (error) {
        if (errorCode(error) !== '42501') throw error;
        throw new Failure(
          'proofFailed',
          `this user may not take the index ${index} away for a moment; connect as its owner`,
        );
      }
    },
    method: 'with the index, and in transactions that dropped it and were rolled back',
  };
}
