import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { heardBroadcast } from '../../../src/host/channel/heardBroadcast.ts';
import { hostQueries } from '../../../src/host/editor/queries.ts';
import { statementFeatures } from '../../../src/host/editor/statementFeatures.ts';
import type { QueryPlan, SqlStatement } from '../../../src/protocol/plans.ts';
import { slowPlan, statementAt } from '../../support/plans.ts';

const file = '/shop.ts';
const uri = pathToFileURL(file).href;
const text = 'db.query(`select a from b where c = ${c}`);\n';
const place = { file, line: 1, column: 11 };

async function featuresOf(statements: readonly SqlStatement[], plans: readonly QueryPlan[]) {
  let parses = 0;
  const { broadcast, onBroadcast } = heardBroadcast(() => undefined);
  const features = statementFeatures(
    hostQueries(
      {
        'sql/statements': () => {
          parses += 1;
          return statements;
        },
        'plans/list': () => plans,
        'plans/get': ({ planId }) => {
          const found = plans.find((plan) => plan.planId === planId);
          if (found === undefined) throw new Error(planId);
          return found;
        },
      },
      onBroadcast,
    ),
  );
  await setImmediate();
  return { ...features, broadcast, parses: () => parses };
}

test('a statement shows its own newest run, wherever it stands now', async () => {
  const plans = [
    slowPlan(place, { planId: 'planned', isAnalyzed: false, executionMs: null, plannedAt: 3 }),
    slowPlan({ ...place, line: 7 }, { planId: 'newer', executionMs: 12, plannedAt: 2 }),
    slowPlan(place, { planId: 'older', plannedAt: 1 }),
  ];
  const { marks, plannedFiles } = await featuresOf([statementAt(place)], plans);
  expect(await marks(uri, text)).toMatchObject([{ line: 0, isStale: false, text: expect.stringMatching(/^12\.0 ms/) }]);
  expect([...plannedFiles()]).toEqual([file]);
});

test('a statement that took the place of another shows its time as stale', async () => {
  const { marks } = await featuresOf([statementAt(place, { fingerprint: 'f2' })], [slowPlan(place)]);
  expect(await marks(uri, text)).toMatchObject([{ line: 0, isStale: true }]);
});

test('a statement on lines of its own is shown where its template is opened', async () => {
  const long = 'db.query(\n  sql`\n\n    select a\n    from b`);\nselect 2;';
  const own = { file, line: 4, column: 5 };
  const bare = { file, line: 6, column: 1 };
  const { lenses } = await featuresOf([statementAt(own), statementAt(bare, { fingerprint: 'f2' })], []);
  const shown = await lenses(uri, long);
  expect(shown.map(({ range }) => range.start)).toEqual([
    { line: 1, character: 5 },
    { line: 5, character: 0 },
  ]);
  expect(shown[0]?.command?.arguments).toEqual([own]);
});

test('a text is parsed once, and prose not at all', async () => {
  const { lenses, marks, parses } = await featuresOf([statementAt(place)], []);
  await lenses(uri, text);
  await marks(uri, text);
  expect(parses()).toBe(1);
  expect(await lenses(uri, 'Nothing is asked of a database here.')).toEqual([]);
  expect(parses()).toBe(1);
});

test('texts beyond the limit are let go, the oldest first', async () => {
  const { lenses, parses } = await featuresOf([], []);
  for (let index = 0; index <= 32; index += 1) await lenses(uri, `select ${index}`);
  await lenses(uri, 'select 32');
  expect(parses()).toBe(33);
  await lenses(uri, 'select 0');
  expect(parses()).toBe(34);
});
