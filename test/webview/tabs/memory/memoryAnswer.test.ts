import { expect, test } from 'vitest';
import type { HeapDiffFigures } from '../../../../src/protocol/heapRows.ts';
import { captureAnswer, diffAnswer, pairName } from '../../../../webview/tabs/memory/memoryAnswer.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { capturesOf, classRows, findingsOf, growthRows } from '../../../support/panel/facts.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

const heap = { fileBytes: 1, nodeCount: 1_204_331, edgeCount: 1, shallowSize: 182e6, classCount: 140, problems: [] };
const diff: HeapDiffFigures = {
  before: heap,
  after: heap,
  sizeDelta: 4_090_112,
  countDelta: 31_204,
  classCount: 1,
  growthCount: 1,
  objects: null,
  orderProblem: null,
  identityRefusal: null,
  problems: [],
};
const names = { before: 'snapshot 2', after: 'snapshot 3' };
const total = 'From snapshot 2 to snapshot 3 the heap changed by +4.09 MB and +31,204 nodes.';

test('one snapshot: how much, and who holds most', () => {
  const [, , capture] = capturesOf(fullScenario, 0);
  expect(plainText(captureAnswer(capture, heap, classRows(1)[0]).sentence)).toBe(
    'Snapshot 3 holds 182 MB in 1,204,331 nodes of 140 classes; the most is held by (string) (99.9 MB).',
  );
});

test('two snapshots: the finding, else what grew most, else that nothing did', () => {
  const [finding] = findingsOf(1, 0);
  const withFinding = diffAnswer(names, diff, finding, growthRows[0]);
  expect(plainText(withFinding.sentence)).toBe('sessions keeps an entry for each turn (+2.29 MB), at gateway.ts:88.');
  expect(plainText(withFinding.why)).toBe(total);
  expect(plainText(diffAnswer(names, diff, undefined, growthRows[0]).sentence)).toBe(
    'The most grew in Map (table) sessions of module gateway.ts: +2.29 MB in +1,204 elements, at gateway.ts:88.',
  );
  expect(plainText(diffAnswer(names, diff, undefined, growthRows.at(-1)).sentence)).toBe(`No container grew. ${total}`);
});

test('two processes: only classes are compared, and why', () => {
  const answer = diffAnswer(names, { ...diff, identityRefusal: 'other pid.' }, undefined, undefined);
  expect([answer.severity, plainText(answer.why)]).toEqual(['info', 'Only classes are compared: other pid.']);
});

test.each([
  ['snapshot 2', 'snapshot 3', 'Snapshot 2 → 3'],
  ['before.heapsnapshot', 'snapshot 3', 'Before.heapsnapshot → snapshot 3'],
])('%s and %s are called %s', (before, after, name) => {
  expect(pairName(before, after)).toBe(name);
});
