import type { Candidate, StatisticsCandidate } from '../../analysis/advice/candidate.ts';
import { freeName, quoted, quotedTable } from '../../analysis/advice/indexCandidate.ts';
import { withUndo } from './adviceWords.ts';
import { indexDdl } from './indexAdvice.ts';
import type { TriedStatement } from './statementRun.ts';

function statisticsDdl({ tables, together }: StatisticsCandidate): { readonly up: string; readonly down: string } {
  const analyze = tables.map((table) => `ANALYZE ${quotedTable(table)};`).join('\n');
  const [table] = tables;
  if (together === null || table === undefined)
    return { up: analyze, down: '-- nothing to undo: statistics are gathered anew by themselves' };
  const name = `${quoted(table.schema)}.${quoted(freeName([table.name, ...together], 'stats', []))}`;
  return {
    up: `CREATE STATISTICS ${name} ON ${together.map(quoted).join(', ')} FROM ${quotedTable(table)};\n${analyze}`,
    down: `DROP STATISTICS IF EXISTS ${name};`,
  };
}

/** The statements that carry a candidate out, and their undo. `statement` is what is run in place of the one it is for. */
export function candidateSql(candidate: Candidate, statement: Pick<TriedStatement, 'sql'>): string {
  switch (candidate.kind) {
    case 'index':
      return withUndo(indexDdl(candidate));
    case 'rewrite':
      return withUndo({ up: `${statement.sql};`, down: '-- the statement as it was' });
    case 'setting': {
      const settings = Object.entries(candidate.settings);
      return withUndo({
        up: settings.map(([name, value]) => `SET ${name} = '${value.replaceAll("'", "''")}';`).join('\n'),
        down: settings.map(([name]) => `RESET ${name};`).join('\n'),
      });
    }
    case 'statistics':
      return withUndo(statisticsDdl(candidate));
    case 'maintenance':
      return withUndo({
        up: `VACUUM (${candidate.how === 'rewritten' ? 'FULL, ' : ''}ANALYZE) ${quotedTable(candidate.table)};`,
        down: '-- nothing to undo: no row is changed',
      });
  }
}
