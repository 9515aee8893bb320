import { expect, test } from 'vitest';
import { Kept } from '../../../webview/store/kept.ts';

test('the same key gives the same value, another key a new one', () => {
  const kept = new Kept<object>();
  const first = kept.get([1, 'a', NaN], () => ({}));
  expect(kept.get([1, 'a', NaN], () => ({}))).toBe(first);
  expect(kept.get([1, 'b', NaN], () => ({}))).not.toBe(first);
});
