import { bytesText, countText } from '../../../format/figures.ts';
import { quotedTable } from '../../advice/indexCandidate.ts';
import type { ReviewedTable, ServerFacts } from '../serverFacts.ts';
import { bytesEvidence, countEvidence, type ServerChange, type ServerRule, type ServerSign } from '../serverRule.ts';

/** Of a smaller table the planner's guesses do no harm. */
const rowsMin = 10_000;
/** Autovacuum comes within minutes; what it has not seen in this time, it does not see. */
const settledMs = 3_600_000;
/** So many times more dead rows than autovacuum allows. */
const overdueTimes = 2;

const nothingToUndo = (what: string) => `-- Nothing to take back: ${what} changes no data.`;

/** Upkeep now; where it was switched off for the table, it is switched on again. */
function changeOf(table: ReviewedTable, what: 'ANALYZE' | 'VACUUM (ANALYZE)'): ServerChange {
  const name = quotedTable(table);
  const { isSwitchedOffHere } = table;
  return {
    name: `upkeep_of_${table.name}`,
    up: `${isSwitchedOffHere ? `ALTER TABLE ${name} RESET (autovacuum_enabled);\n` : ''}${what} ${name};`,
    down: isSwitchedOffHere ? `ALTER TABLE ${name} SET (autovacuum_enabled = false);` : nothingToUndo(what),
    isMigration: false,
  };
}

function causeText({ isPartitioned, isCaredFor, isSwitchedOffHere }: ReviewedTable): string {
  if (isSwitchedOffHere) return 'autovacuum is switched off for it';
  if (!isCaredFor) return 'autovacuum is switched off on this server';
  return isPartitioned
    ? 'autovacuum gathers them for partitions alone, never for the whole'
    : 'autovacuum has not come to it';
}

function withoutStatistics(table: ReviewedTable): ServerSign {
  const { schema, name, rows, bytes, isPartitioned } = table;
  return {
    subject: `${schema}.${name}`,
    title: `${name} has ${countText(rows)} rows and no statistics`,
    severity: isPartitioned ? 'info' : 'warning',
    evidence: [countEvidence(`rows of ${name}`, rows), bytesEvidence('size of the table', bytes)],
    saving: null,
    confidence: 'measured',
    disprovedBy: 'pg_stats has rows for it.',
    text: `Run ANALYZE on ${name}: ${causeText(table)}, and without statistics the planner guesses how many rows a condition leaves.`,
    change: changeOf(table, 'ANALYZE'),
    effort: 'line',
    risks: [
      'ANALYZE reads a sample of the table, and blocks neither reads nor writes.',
      ...(isPartitioned ? ['It has to be repeated now and then, since nothing does it by itself.'] : []),
    ],
  };
}

function withDeadRows(table: ReviewedTable, { idle }: ServerFacts): ServerSign {
  const { schema, name, deadRows, liveRows, bytes, vacuumedAt } = table;
  const holder = idle.filter(({ viewAge }) => viewAge !== null).toSorted((one, other) => other.idleMs - one.idleMs)[0];
  const heldBack =
    holder === undefined ? '' : ` Session ${holder.pid}, idle in a transaction, may hold it back: end that first.`;
  return {
    subject: `${schema}.${name}`,
    title: `${name} has ${countText(deadRows)} dead rows beside ${countText(liveRows)} that live`,
    severity: 'warning',
    evidence: [
      countEvidence('dead rows', deadRows),
      countEvidence('rows that live', liveRows),
      countEvidence('dead rows at which autovacuum comes', table.deadRowsAllowed),
      bytesEvidence('size of the table', bytes),
    ],
    saving: null,
    confidence: 'likely',
    disprovedBy: 'The dead rows are gone a few minutes later: then autovacuum was on its way.',
    text: `Run VACUUM on ${name}: ${vacuumedAt === null ? 'it was never vacuumed since the server counts' : 'what is dead is far more than autovacuum allows'}${table.isCaredFor ? '' : `, and ${causeText(table)}`}. Each scan reads dead rows too.${heldBack}`,
    change: changeOf(table, 'VACUUM (ANALYZE)'),
    effort: 'line',
    risks: [
      'VACUUM reads the table and its indexes; it blocks neither reads nor writes, and cannot stand in a transaction.',
      `It makes the space free for new rows, and does not give ${bytesText(bytes)} back to the disk.`,
    ],
  };
}

/** True for dead rows that autovacuum does not get rid of: it is off, or it had the time to come. */
function isOverdue(table: ReviewedTable, facts: ServerFacts): boolean {
  const { deadRows, liveRows, deadRowsAllowed, isCaredFor, vacuumedAt } = table;
  if (deadRows < rowsMin || deadRows < deadRowsAllowed * overdueTimes || deadRows < liveRows / 2) return false;
  return !isCaredFor || facts.now - (vacuumedAt ?? facts.countedSince) >= settledMs;
}

function isUnseen(table: ReviewedTable, { now, countedSince }: ServerFacts): boolean {
  if (table.hasStatistics || table.rows < rowsMin) return false;
  return !table.isCaredFor || table.isPartitioned || now - countedSince >= settledMs;
}

export const tableWithoutStatistics: ServerRule = {
  name: 'never-analyzed',
  purpose: 'A table of some size of which the planner knows nothing.',
  signs: (facts) =>
    facts.isReplica
      ? []
      : facts.tables
          // Where VACUUM is due as well, that gathers them.
          .filter((table) => isUnseen(table, facts) && !isOverdue(table, facts))
          .map(withoutStatistics),
};

export const tableWithDeadRows: ServerRule = {
  name: 'never-vacuumed',
  purpose: 'A table with far more dead rows than autovacuum would leave.',
  signs: (facts) =>
    facts.isReplica
      ? []
      : facts.tables
          .filter((table) => !table.isPartitioned && isOverdue(table, facts))
          .map((table) => withDeadRows(table, facts)),
};
