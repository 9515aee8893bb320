import { expect, test } from 'vitest';
import { adviceRules } from '../../../src/analysis/advice/rules.ts';

test('each rule has a name of its own and says what it looks for in a sentence', () => {
  const names = adviceRules.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, purpose } of adviceRules) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(purpose).toMatch(/^[A-Z].*\.$/);
  }
});

test('a statement without scans gives no candidates', () => {
  expect(
    adviceRules.flatMap((rule) =>
      rule.candidates({ scans: [], executionMs: 5, foreignKeys: [], plan: {}, jitMs: 0, syntax: {} }),
    ),
  ).toEqual([]);
});
