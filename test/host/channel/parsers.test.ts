import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/protocol/failures.ts';
import {
  fields,
  filledText,
  finite,
  flag,
  listOf,
  oneOf,
  orNull,
  text,
  wholeNumber,
  type Parser,
} from '../../../src/host/channel/parsers.ts';

function refusal(parser: Parser<unknown>, value: unknown): string {
  try {
    parser(value, 'field');
  } catch (error) {
    if (error instanceof Failure && error.code === 'badRequest') return error.message;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was let in`);
}

describe('what clients send is proven at the door', () => {
  test.each<[string, Parser<unknown>, unknown]>([
    ['text', text, ''],
    ['filled text', filledText, 'x'],
    ['a flag', flag, false],
    ['a number', finite, -1.5],
    ['a whole number', wholeNumber(1, 3), 3],
    ['a choice', oneOf(['a', 'b']), 'b'],
    ['nothing', orNull(text), null],
    ['a list', listOf(text, 2), ['a', 'b']],
  ])('%s passes as it is', (_name, parser, value) => {
    expect(parser(value, 'field')).toEqual(value);
  });

  test.each<[string, Parser<unknown>, unknown, string]>([
    ['a number for text', text, 1, 'field has to be text'],
    ['text without end', text, 'x'.repeat(20_000), 'at most 16384 characters'],
    ['empty text', filledText, '', 'not empty'],
    ['text for a flag', flag, 'true', 'true or false'],
    ['no number', finite, Number.NaN, 'a finite number'],
    ['a fraction', wholeNumber(0), 1.5, 'a whole number from 0 on'],
    ['too big', wholeNumber(1, 3), 4, 'a whole number from 1 to 3'],
    ['no choice', oneOf(['a', 'b']), 'c', 'one of a, b'],
    ['undefined for null', orNull(text), undefined, 'text'],
    ['an object for a list', listOf(text, 2), { length: 1 }, 'a list'],
    ['a long list', listOf(text, 2), ['a', 'b', 'c'], 'a list of at most 2'],
    ['a bad item', listOf(text, 2), ['a', 2], 'field[1] has to be text'],
    ['a list for an object', fields({}), [], 'an object'],
    ['null for an object', fields({}), null, 'an object'],
    ['a missing field', fields({ pid: wholeNumber(1) }), {}, 'field.pid has to be a whole number'],
  ])('%s is refused by name', (_name, parser, value, message) => {
    expect(refusal(parser, value)).toContain(message);
  });

  test('unknown fields do not get in', () => {
    expect(fields({ a: text })({ a: 'x', b: 'y', __proto__: { c: 1 } }, 'field')).toEqual({ a: 'x' });
  });
});
