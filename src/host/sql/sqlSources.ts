import { limits } from '../../protocol/limits.ts';
import type { Workers } from '../workers/workers.ts';
import { findSql, type FoundSql } from './findSql.ts';
import { sqlParser } from './sqlParser.ts';

/** Finds the SQL of sources: small ones here, large ones on a worker. */
export type SqlSources = {
  readonly find: (text: string, file: string, signal?: AbortSignal) => Promise<FoundSql>;
};

export function sqlSources(workers: Pick<Workers, 'run'>): SqlSources {
  return {
    find: async (text, file, signal) => {
      if (text.length > limits.sourceOnHostLengthMax.value)
        return workers.run('findStatements', { text, file }, signal === undefined ? {} : { signal });
      return findSql(text, file, await sqlParser());
    },
  };
}
