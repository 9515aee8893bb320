import type { Client } from 'pg';
import { indexedSql, quotedTable, type IndexCandidate } from '../../analysis/advice/indexCandidate.ts';
import type { Count, Milliseconds } from '../../protocol/units.ts';
import { installExtension } from './indexBuild.ts';

/** What the index adds to writing: the same rows put into a copy of the table, without and with it. */
export type WriteCost = { readonly rows: Count; readonly withoutMs: Milliseconds; readonly withMs: Milliseconds };

const rowsMax = 2_000;
const runs = 5;
const copy = 'pg_temp.pitstop_written_copy';

/**
 * Times the insert of existing rows into an empty copy that has the table's indexes, and no triggers or foreign keys:
 * nothing of the user's runs. Undone when it returns. Null where the table is empty.
 */
export async function writeCost(
  client: Client,
  candidate: IndexCandidate,
  now: () => Milliseconds,
): Promise<WriteCost | null> {
  const { table, extension } = candidate;
  const from = quotedTable(table);
  await client.query('savepoint unwritten');
  try {
    if (extension !== undefined) await installExtension(client, extension);
    // The copy is made before the proposed index, so that it has the others only.
    await client.query(`create temporary table pitstop_written_copy (like ${from} including indexes) on commit drop`);
    const inserted = async () => {
      await client.query('savepoint unfilled');
      const startedAt = now();
      const { rowCount } = await client.query(`insert into ${copy} select * from ${from} limit ${rowsMax}`);
      const took = now() - startedAt;
      await client.query('rollback to savepoint unfilled');
      return { took, rows: rowCount ?? 0 };
    };
    const quickestRun = async () => {
      const { rows } = await inserted();
      const times: number[] = [];
      for (let run = 0; run < runs; run += 1) times.push((await inserted()).took);
      // What else the machine does only adds: the quickest run is nearest to what writing takes.
      return { rows, ms: Math.min(...times) };
    };
    const without = await quickestRun();
    await client.query(`create index on ${copy} ${indexedSql(candidate)}`);
    const withIndex = await quickestRun();
    return without.rows === 0 ? null : { rows: without.rows, withoutMs: without.ms, withMs: withIndex.ms };
  } finally {
    await client.query('rollback to savepoint unwritten');
  }
}
