import { createHash } from 'node:crypto';
import path from 'node:path';
import { migrationFiles } from '../../analysis/advice/migration.ts';
import {
  columnsSql,
  indexName,
  madeNeedless,
  quoted,
  quotedTable,
  type IndexCandidate,
} from '../../analysis/advice/indexCandidate.ts';
import type { Advice, Change } from '../../protocol/advice.ts';
import type { ExperimentId } from '../../protocol/experiments.ts';
import type { Evidence, Finding } from '../../protocol/findings.ts';
import type { Place } from '../../protocol/places.ts';
import type { PlanId } from '../../protocol/plans.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { migrationFolder } from './migrationFolder.ts';
import { indexWords, ratioText } from './adviceWords.ts';
import type { MeasuredIndex } from './tryAdvice.ts';

/** The statement that a finding is about. */
export type FoundStatement = {
  readonly fingerprint: string;
  readonly place: Place | null;
  readonly planId: PlanId;
  readonly experimentId: ExperimentId;
  readonly database: string;
  readonly foundAt: EpochMs;
};

type Ddl = { readonly name: string; readonly up: string; readonly down: string };

/** The statements of the migration. An index of a partitioned table cannot be built concurrently. */
export function indexDdl(candidate: IndexCandidate): Ddl {
  const { table, columns } = candidate;
  const name = indexName(candidate);
  const concurrently = table.isPartitioned ? '' : ' CONCURRENTLY';
  return {
    name,
    up: `CREATE INDEX${concurrently} IF NOT EXISTS ${quoted(name)} ON ${quotedTable(table)} (${columnsSql(columns)});`,
    down: `DROP INDEX${concurrently} IF EXISTS ${quoted(table.schema)}.${quoted(name)};`,
  };
}

function costsOf({ measurement }: MeasuredIndex): readonly Evidence[] {
  const { indexBytes, buildMs, write } = measurement;
  const insert: readonly Evidence[] =
    write === null
      ? []
      : [{ name: `insert of ${write.rows} more rows`, value: Math.max(0, write.withMs - write.withoutMs), unit: 'ms' }];
  return [
    { name: 'index size', value: indexBytes, unit: 'bytes' },
    { name: 'build', value: buildMs, unit: 'ms' },
    ...insert,
  ];
}

function risksOf({ candidate, measurement: { result, write } }: MeasuredIndex): readonly string[] {
  const { table } = candidate;
  const needless = madeNeedless(candidate);
  return [
    table.isPartitioned
      ? 'The table is partitioned: building the index blocks writes to it. To avoid that, build one on each partition concurrently and attach it.'
      : 'CONCURRENTLY cannot stand in a transaction: the migration has to run outside one. If it is cut off, drop the invalid index and run it again.',
    'Every write to the table has to keep the index up to date.',
    ...(write === null ? ['What it adds to writes was not measured.'] : []),
    ...(result.isSame === null ? [`The rows were not compared: ${result.reason}.`] : []),
    ...needless.map((name) => `The index ${name} may become needless: this one begins with its columns.`),
    'Measured with the pages in memory, on the data of this server.',
  ];
}

async function changesOf(ddl: Ddl, place: Place | null, at: EpochMs): Promise<readonly Change[]> {
  if (place === null || !path.isAbsolute(place.file)) return [];
  const found = await migrationFolder(place.file);
  return migrationFiles(found, ddl, new Date(at)).map(({ name, text }) => ({
    kind: 'newFile',
    file: path.join(found.folder, ...name.split('/')),
    text,
  }));
}

function evidenceOf({ candidate, proof }: MeasuredIndex): readonly Evidence[] {
  const buffers = proof.rows.find(({ name }) => name === 'buffers touched')?.before;
  return [
    { name: 'execution time', value: proof.before, unit: 'ms' },
    { name: `rows read of ${candidate.table.name}`, value: candidate.rowsRead, unit: 'count' },
    { name: 'rows kept', value: candidate.rowsKept, unit: 'count' },
    ...(buffers === undefined || buffers === null
      ? []
      : [{ name: 'buffers touched', value: buffers, unit: 'count' as const }]),
  ];
}

/** The finding of an index with a proven gain, with the migration as its change. */
export async function indexFinding(proven: MeasuredIndex, statement: FoundStatement): Promise<Finding> {
  const { candidate, proof } = proven;
  const { fingerprint, place, planId, experimentId, database, foundAt } = statement;
  const ddl = indexDdl(candidate);
  const changes = await changesOf(ddl, place, foundAt);
  const words = indexWords(candidate);
  const advice: Advice = {
    text: `Add an ${words}: the statement ${candidate.seen}.`,
    sql: `${ddl.up}\n-- down\n${ddl.down}\n`,
    changes,
    effort: changes.length > 0 ? 'click' : 'line',
    costs: costsOf(proven),
    risks: risksOf(proven),
  };
  const key = [candidate.rule, database, fingerprint, quotedTable(candidate.table), columnsSql(candidate.columns)];
  return {
    findingId: createHash('sha256').update(key.join('\n')).digest('hex').slice(0, 16),
    rule: candidate.rule,
    title: `${ratioText(proof.ratio)} faster with an ${words}`,
    severity: 'warning',
    place,
    ...(place === null ? { placeReason: 'the statement was given as text' } : {}),
    evidence: evidenceOf(proven),
    saving: { name: 'execution time', value: proof.before - proof.after, unit: 'ms' },
    confidence: 'measured',
    disprovedBy: 'The same runs in alternation without a gain, or other rows with the index than without.',
    state: 'proven',
    foundAt,
    advice,
    proof,
    savingShare: Math.max(0, Math.min(1, 1 - 1 / proof.ratio)),
    planId,
    experimentId,
  };
}
