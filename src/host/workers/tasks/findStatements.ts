import { findSql, type FoundSql } from '../../sql/findSql.ts';
import { sqlParser } from '../../sql/sqlParser.ts';

/** Finds the SQL statements of a source. */
export async function findStatements({
  text,
  file,
}: {
  readonly text: string;
  readonly file: string;
}): Promise<FoundSql> {
  return findSql(text, file, await sqlParser());
}
