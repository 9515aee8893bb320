import { countText } from '../gates.ts';
import { isThereAlready, type IndexCandidate } from '../indexCandidate.ts';
import type { AdviceRule, ForeignKey } from '../rule.ts';

const name = 'fk-without-index';
/** Smaller tables are looked through in no time. */
const rowsMin = 1_000;

function candidateFor({ constraint, table, columns, timeMs, calls }: ForeignKey): IndexCandidate {
  return {
    kind: 'index',
    rule: name,
    cause: `${table.schema}.${table.name} ${constraint}`,
    table,
    columns: columns.map((column) => ({ column, isDescending: false, isNullsFirst: false })),
    isBehind: true,
    heldCount: columns.length,
    givesOrder: false,
    rowsRead: table.rows * calls,
    rowsKept: 0,
    seen: `makes the server look through ${table.name} ${countText(calls)} times for rows that refer to what it changes (${constraint})`,
    evidence: [
      { name: `time for the foreign key ${constraint}`, value: timeMs, unit: 'ms' },
      { name: 'rows looked up', value: calls, unit: 'count' },
      { name: `rows of ${table.name}`, value: table.rows, unit: 'count' },
    ],
  };
}

/** Rows are deleted or renamed to which others may refer, and no index finds those others. */
export const fkWithoutIndex: AdviceRule = {
  name,
  purpose: 'Rows are deleted that others may refer to, and each time the other table is looked through.',
  candidates: ({ foreignKeys }) =>
    foreignKeys
      .filter(({ table }) => table.rows >= rowsMin)
      .map(candidateFor)
      .filter((candidate) => !isThereAlready(candidate)),
};
