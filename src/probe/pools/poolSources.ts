import type { PoolSource } from './poolSource.ts';
import { fetchSource } from './sources/fetchSource.ts';
import { httpSource } from './sources/httpSource.ts';
import { pgSource } from './sources/pgSource.ts';
import { socketSource } from './sources/socketSource.ts';
import { workerSource } from './sources/workerSource.ts';

/** The kinds of pools that are watched, in the order in which they are told. */
export const poolSources: readonly PoolSource[] = [pgSource, httpSource, fetchSource, socketSource, workerSource];
