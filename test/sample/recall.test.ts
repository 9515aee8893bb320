import { expect, test } from 'vitest';
import { embed, likeness, wordsOf } from '../../src/sample/embedding.ts';
import { openKnowledgeBase } from '../../src/sample/knowledge.ts';
import { recall } from '../../src/sample/recall.ts';

test('a text is nearest to itself, and nearer to its own topic than to another', () => {
  const refund = embed('the refund for a returned parcel');
  expect(likeness(refund, refund)).toBeCloseTo(1, 5);
  expect(likeness(refund, embed('a refund for the parcel'))).toBeGreaterThan(
    likeness(refund, embed('customs forms abroad')),
  );
  expect(wordsOf('Order 12, please!')).toEqual(['order', '12', 'please']);
});

test('recall gives the articles that answer best, and leaves the knowledge base as it is', () => {
  const knowledge = openKnowledgeBase(400);
  const found = recall('How is the deposit of a voucher paid back under the policy?', knowledge, 3);
  expect(found).toHaveLength(3);
  const [first, second, third] = found.map(({ score }) => score ?? 0);
  expect(first).toBeGreaterThanOrEqual(second);
  expect(second).toBeGreaterThanOrEqual(third);
  for (const { text } of found) expect(text).toMatch(/deposit|voucher|policy/);
  expect(knowledge.articles.every(({ score }) => score === undefined)).toBe(true);
});
