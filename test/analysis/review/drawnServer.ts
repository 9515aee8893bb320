import type {
  IdleTransaction,
  ReviewedIndex,
  ReviewedKeyLink,
  ReviewedTable,
  ServerFacts,
} from '../../../src/analysis/review/serverFacts.ts';

export const day = 24 * 3_600_000;

/** An index in good health on `kids`: keys as `a`, `b desc`, `lower(c)`. */
export function drawnIndex(name: string, keys: readonly string[], about: Partial<ReviewedIndex> = {}): ReviewedIndex {
  return {
    schema: 'public',
    table: 'kids',
    name,
    method: 'btree',
    keys: keys.map((key) => {
      const [text = '', direction] = key.split(' ');
      return { text, kind: '1978 0', order: direction === 'desc' ? 3 : 0 };
    }),
    included: [],
    predicate: null,
    definition: `CREATE INDEX ${name} ON public.kids USING btree (${keys.join(', ')})`,
    isUnique: false,
    isImmediate: true,
    areNullsDistinct: true,
    isPrimary: false,
    constraint: null,
    isReferenced: false,
    isChosen: false,
    isPartitioned: false,
    isValid: true,
    isBeingBuilt: false,
    scans: 10,
    bytes: 1_000_000,
    tableRows: 100_000,
    tableScans: 5_000,
    tableWrites: 100_000,
    ...about,
  };
}

export const drawnKey = (about: Partial<ReviewedKeyLink> = {}): ReviewedKeyLink => ({
  constraint: 'kids_parent_fkey',
  schema: 'public',
  table: 'kids',
  columns: ['parent'],
  isPartitioned: false,
  rows: 100_000,
  bytes: 8_000_000,
  parent: 'parents',
  parentRows: 5_000,
  parentDeletes: 12,
  onDelete: 'cascade',
  isIndexed: false,
  ...about,
});

export const drawnIdle = (about: Partial<IdleTransaction> = {}): IdleTransaction => ({
  pid: 4711,
  application: 'agents',
  user: 'app',
  client: '127.0.0.1',
  statement: 'update kids set a = ?',
  fingerprint: 'f1',
  idleMs: 40_000,
  transactionMs: 41_000,
  locks: ['rows that it wrote in public.kids'],
  waiting: [],
  viewAge: 12,
  ...about,
});

export const drawnTable = (about: Partial<ReviewedTable> = {}): ReviewedTable => ({
  schema: 'public',
  name: 'kids',
  isPartitioned: false,
  rows: 100_000,
  bytes: 8_000_000,
  deadRows: 100,
  liveRows: 100_000,
  changedRows: 0,
  hasStatistics: true,
  isCaredFor: true,
  isSwitchedOffHere: false,
  vacuumedAt: 29 * day,
  deadRowsAllowed: 20_050,
  ...about,
});

/** A server in good health that has counted for 20 days. */
export function drawnServer(about: Partial<ServerFacts> = {}): ServerFacts {
  return {
    now: 30 * day,
    countedSince: 10 * day,
    countedMsMin: 7 * day,
    isReplica: false,
    replicas: 0,
    connectionsMax: 100,
    connectionsReserved: 3,
    connections: [],
    pools: [],
    indexes: [],
    keys: [],
    idle: [],
    tables: [],
    ...about,
  };
}
