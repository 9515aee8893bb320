import { describe, expect, test } from 'vitest';
import type { ReviewedIndex, ServerFacts } from '../../../src/analysis/review/serverFacts.ts';
import { serverRules } from '../../../src/analysis/review/serverRules.ts';
import { day, drawnIdle, drawnIndex, drawnKey, drawnServer, drawnTable } from './drawnServer.ts';

const indexes = (...all: readonly ReviewedIndex[]) => drawnServer({ indexes: all });
const unused = { scans: 0 } as const;
const group = (count: number, idle: number) => ({
  application: 'agents',
  user: 'app',
  count,
  idle,
  idleInTransaction: 0,
  longestIdleMs: 0,
});
const pool = { program: 'agents', label: 'agents on 127.0.0.1:5432', capacity: 60, open: 4 };

/** For each rule what makes it speak, and twins that are well. */
const cases: Readonly<
  Record<string, { readonly speaks: Record<string, ServerFacts>; readonly silent: Record<string, ServerFacts> }>
> = {
  'idle-in-transaction': {
    speaks: {
      'for long': drawnServer({ idle: [drawnIdle()] }),
      'for a moment, and somebody waits': drawnServer({ idle: [drawnIdle({ idleMs: 2_000, waiting: [4712] })] }),
    },
    silent: { 'between two statements': drawnServer({ idle: [drawnIdle({ idleMs: 2_000 })] }) },
  },
  'too-many-connections': {
    speaks: {
      'most are taken': drawnServer({ connections: [group(80, 70)] }),
      'pools may open more than there are': drawnServer({ connections: [group(8, 2)], pools: [pool, pool] }),
    },
    silent: { 'there is room': drawnServer({ connections: [group(40, 30)], pools: [pool] }) },
  },
  'never-analyzed': {
    speaks: {
      'autovacuum has not come': drawnServer({ tables: [drawnTable({ hasStatistics: false })] }),
      'of a partitioned table': drawnServer({
        countedSince: 30 * day,
        tables: [drawnTable({ hasStatistics: false, isPartitioned: true })],
      }),
    },
    silent: {
      'of a small table': drawnServer({ tables: [drawnTable({ hasStatistics: false, rows: 500 })] }),
      'just loaded': drawnServer({ countedSince: 30 * day - 60_000, tables: [drawnTable({ hasStatistics: false })] }),
    },
  },
  'never-vacuumed': {
    speaks: { 'far more dead than allowed': drawnServer({ tables: [drawnTable({ deadRows: 90_000 })] }) },
    silent: {
      'autovacuum was there a moment ago': drawnServer({
        tables: [drawnTable({ deadRows: 90_000, vacuumedAt: 30 * day - 60_000 })],
      }),
      'as many as it allows': drawnServer({ tables: [drawnTable({ deadRows: 20_000 })] }),
    },
  },
  'invalid-index': {
    speaks: { 'left behind': indexes(drawnIndex('kids_a', ['a'], { isValid: false })) },
    silent: { 'being built': indexes(drawnIndex('kids_a', ['a'], { isValid: false, isBeingBuilt: true })) },
  },
  'fk-without-index': {
    speaks: { 'of a large table': drawnServer({ keys: [drawnKey()] }) },
    silent: {
      'with an index': drawnServer({ keys: [drawnKey({ isIndexed: true })] }),
      'to a list of kinds': drawnServer({ keys: [drawnKey({ parentRows: 8, parentDeletes: 0 })] }),
      'nothing is deleted, nor to be': drawnServer({ keys: [drawnKey({ onDelete: 'refuse', parentDeletes: 0 })] }),
      'of a small table': drawnServer({ keys: [drawnKey({ rows: 200 })] }),
    },
  },
  'duplicate-index': {
    speaks: {
      'the same keys': indexes(drawnIndex('one', ['a', 'b']), drawnIndex('two', ['a', 'b'])),
      'read from the other end': indexes(drawnIndex('one', ['a', 'b desc']), drawnIndex('two', ['a desc', 'b'])),
      'beside the primary key': indexes(
        drawnIndex('one', ['id'], { isUnique: true, isPrimary: true, constraint: 'one' }),
        drawnIndex('two', ['id']),
      ),
    },
    silent: {
      'another order': indexes(drawnIndex('one', ['a', 'b']), drawnIndex('two', ['a', 'b desc'])),
      'another operator class': indexes(
        drawnIndex('one', ['a']),
        drawnIndex('two', ['a'], { keys: [{ text: 'a', kind: '10049 0', order: 0 }] }),
      ),
      'another condition': indexes(drawnIndex('one', ['a']), drawnIndex('two', ['a'], { predicate: '(b > 1)' })),
      'a column more comes along': indexes(
        drawnIndex('one', ['a'], { included: ['b'] }),
        drawnIndex('two', ['a'], { included: ['c'] }),
      ),
      'each refuses other rows': indexes(
        drawnIndex('one', ['a'], { isUnique: true }),
        drawnIndex('two', ['a'], { isUnique: true, areNullsDistinct: false }),
      ),
    },
  },
  'redundant-index': {
    speaks: { 'the first columns of another': indexes(drawnIndex('one', ['a']), drawnIndex('two', ['a', 'b'])) },
    silent: {
      'a unique one': indexes(drawnIndex('one', ['a'], { isUnique: true }), drawnIndex('two', ['a', 'b'])),
      'no B-tree': indexes(
        drawnIndex('one', ['a'], { method: 'gin' }),
        drawnIndex('two', ['a', 'b'], { method: 'gin' }),
      ),
      'not the first columns': indexes(drawnIndex('one', ['b']), drawnIndex('two', ['a', 'b'])),
      'the other is not valid': indexes(
        drawnIndex('one', ['a']),
        drawnIndex('two', ['a', 'b'], { isValid: false, isBeingBuilt: true }),
      ),
    },
  },
  'unused-index': {
    speaks: { 'never scanned in weeks': indexes(drawnIndex('one', ['a'], unused)) },
    silent: {
      'counted for a day': { ...indexes(drawnIndex('one', ['a'], unused)), countedSince: 29 * day },
      'it holds a constraint': indexes(drawnIndex('one', ['a'], { ...unused, isUnique: true, constraint: 'one' })),
      'a foreign key needs it': {
        ...indexes(drawnIndex('one', ['parent'], unused)),
        keys: [drawnKey({ isIndexed: true })],
      },
      'its table is not read either': indexes(drawnIndex('one', ['a'], { ...unused, tableScans: 3 })),
      'on a server that follows another': { ...indexes(drawnIndex('one', ['a'], unused)), isReplica: true },
    },
  },
};

const seenBy = (name: string, facts: ServerFacts) => serverRules.find((rule) => rule.name === name)?.signs(facts) ?? [];
/** Other rules may speak of a case that is silent for its own: an index may be unused and unlike all others. */
const rows = Object.entries(cases);

test('each rule has a name of its own, a purpose, and cases', () => {
  expect(serverRules.map(({ name }) => name).toSorted()).toEqual(rows.map(([name]) => name).toSorted());
  for (const { purpose } of serverRules) expect(purpose).toMatch(/^[A-Z].*\.$/);
});

describe.each(rows)('%s', (name, { speaks, silent }) => {
  test.each(Object.entries(speaks))('speaks: %s', (_case, facts) => {
    const signs = seenBy(name, facts);
    expect(signs).toHaveLength(1);
    expect(signs[0]?.evidence.length).toBeGreaterThan(0);
    expect(signs[0]?.text).toMatch(/\.$/);
  });
  test.each(Object.entries(silent))('is silent: %s', (_case, facts) => {
    expect(seenBy(name, facts)).toEqual([]);
  });
});

test('of several indexes that do the same, one stays, and what needs it', () => {
  const all = [
    drawnIndex('longest', ['a', 'b', 'c']),
    drawnIndex('middle', ['a', 'b']),
    drawnIndex('short', ['a']),
    drawnIndex('twin', ['a', 'b', 'c'], { isUnique: true, constraint: 'twin' }),
  ];
  const signs = [...seenBy('duplicate-index', indexes(...all)), ...seenBy('redundant-index', indexes(...all))];
  expect(signs.map(({ title }) => title).toSorted()).toEqual([
    'The index longest on kids holds the same as twin',
    'The index middle on kids holds the first 2 columns of twin',
    'The index short on kids holds the first column of twin',
  ]);
});

test('dropping an index is undone by its definition', () => {
  const [sign] = seenBy('unused-index', indexes(drawnIndex('one', ['a'], unused)));
  expect(sign?.change).toMatchObject({
    up: 'DROP INDEX CONCURRENTLY IF EXISTS public.one;',
    down: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS one ON public.kids USING btree (a);',
  });
  const whole = drawnIndex('one', ['a'], {
    ...unused,
    isPartitioned: true,
    definition: 'CREATE INDEX one ON ONLY public.kids USING btree (a)',
  });
  expect(seenBy('unused-index', indexes(whole))[0]?.change).toMatchObject({
    up: 'DROP INDEX IF EXISTS public.one;',
    down: 'CREATE INDEX IF NOT EXISTS one ON public.kids USING btree (a);',
  });
});
