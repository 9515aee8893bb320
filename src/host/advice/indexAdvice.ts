import path from 'node:path';
import { migrationFiles } from '../../analysis/advice/migration.ts';
import {
  indexedSql,
  indexName,
  madeNeedless,
  quoted,
  quotedTable,
  type IndexCandidate,
} from '../../analysis/advice/indexCandidate.ts';
import type { Advice, Change } from '../../protocol/advice.ts';
import type { Evidence } from '../../protocol/findings.ts';
import type { Place } from '../../protocol/places.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { migrationFolder } from './migrationFolder.ts';
import { indexWords, notCompared, withArticle, withUndo } from './adviceWords.ts';
import type { Measurement } from './measurement.ts';

type Ddl = { readonly name: string; readonly up: string; readonly down: string };

/** The statements of the migration. An index of a partitioned table cannot be built concurrently. */
export function indexDdl(candidate: IndexCandidate): Ddl {
  const { table, extension } = candidate;
  const name = indexName(candidate);
  const concurrently = table.isPartitioned ? '' : ' CONCURRENTLY';
  const install = extension === undefined ? '' : `CREATE EXTENSION IF NOT EXISTS ${quoted(extension)};\n`;
  return {
    name,
    up: `${install}CREATE INDEX${concurrently} IF NOT EXISTS ${quoted(name)} ON ${quotedTable(table)} ${indexedSql(candidate)};`,
    down: `DROP INDEX${concurrently} IF EXISTS ${quoted(table.schema)}.${quoted(name)};`,
  };
}

function costsOf({ costs, write }: Measurement): readonly Evidence[] {
  const insert: readonly Evidence[] =
    write === null
      ? []
      : [{ name: `insert of ${write.rows} more rows`, value: Math.max(0, write.withMs - write.withoutMs), unit: 'ms' }];
  return [...costs, ...insert];
}

function risksOf(candidate: IndexCandidate, { result, write }: Measurement): readonly string[] {
  const { table } = candidate;
  const needless = madeNeedless(candidate);
  return [
    table.isPartitioned
      ? 'The table is partitioned: building the index blocks writes to it. To avoid that, build one on each partition concurrently and attach it.'
      : 'CONCURRENTLY cannot stand in a transaction: the migration has to run outside one. If it is cut off, drop the invalid index and run it again.',
    'Every write to the table has to keep the index up to date.',
    ...(write === null ? ['What it adds to writes was not measured.'] : []),
    ...notCompared(result),
    ...needless.map((name) => `The index ${name} may become needless: this one begins with its columns.`),
    'Measured with the pages in memory, on the data of this server.',
  ];
}

async function changesOf(ddl: Ddl, place: Place | null, at: EpochMs): Promise<readonly Change[]> {
  if (place === null || !path.isAbsolute(place.file)) return [];
  const found = await migrationFolder(place.file, process.cwd());
  return migrationFiles(found, ddl, new Date(at)).map(({ name, text }) => ({
    kind: 'newFile',
    file: path.join(found.folder, ...name.split('/')),
    text,
  }));
}

export function indexEvidence(candidate: IndexCandidate): readonly Evidence[] {
  if (candidate.evidence !== undefined) return candidate.evidence;
  return [
    { name: `rows read of ${candidate.table.name}`, value: candidate.rowsRead, unit: 'count' },
    { name: 'rows kept', value: candidate.rowsKept, unit: 'count' },
  ];
}

/** The advice to add an index, with the migration as its change. */
export async function indexAdvice(
  candidate: IndexCandidate,
  measurement: Measurement,
  place: Place | null,
  at: EpochMs,
): Promise<Advice> {
  const ddl = indexDdl(candidate);
  const changes = await changesOf(ddl, place, at);
  return {
    text: `Add ${withArticle(indexWords(candidate))}: the statement ${candidate.seen}.`,
    sql: withUndo(ddl),
    changes,
    effort: changes.length > 0 ? 'click' : 'line',
    costs: costsOf(measurement),
    risks: risksOf(candidate, measurement),
  };
}
