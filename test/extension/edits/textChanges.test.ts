import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replacedText, takenBack, type Replacement } from '../../../src/extension/edits/textChanges.ts';

const at = (line: number, column: number, before: string, after: string): Replacement => ({
  kind: 'replace',
  file: '/app/pool.ts',
  line,
  column,
  before,
  after,
});

/** Applies, takes back, and gives both texts. */
function there(text: string, ...replacements: readonly Replacement[]) {
  const replaced = replacedText(text, replacements);
  return { text: replaced.text, back: takenBack(replaced.text, replaced.replacements) };
}

describe('parts of a text are replaced and put back', () => {
  test.each<[name: string, text: string, replacements: readonly Replacement[], after: string]>([
    ['plain', 'new Pool({ max: 20 });\n', [at(1, 12, 'max: 20', 'max: 4')], 'new Pool({ max: 4 });\n'],
    ['a byte-order mark', '\uFEFFmax: 20\n', [at(1, 1, 'max: 20', 'max: 4')], '\uFEFFmax: 4\n'],
    ['carriage returns', 'a\r\nmax: 20\r\nb', [at(2, 1, 'max: 20', 'max: 4')], 'a\r\nmax: 4\r\nb'],
    ['many lines between carriage returns', 'a\r\nb\r\nc\r\n', [at(1, 1, 'a\nb', 'x\ny\nz')], 'x\r\ny\r\nz\r\nc\r\n'],
    ['tabs and characters of two units', '\t"🚀 ünï"\tmax: 20', [at(1, 11, 'max: 20', 'max: 4')], '\t"🚀 ünï"\tmax: 4'],
    [
      'several, one behind the other and in one line',
      'one two\nthree one\n',
      [at(2, 7, 'one', 'ONE!'), at(1, 1, 'one', ''), at(1, 5, 'two', '2\n2')],
      ' 2\n2\nthree ONE!\n',
    ],
    ['nothing there before', 'a\n\nb', [at(2, 1, '', 'new line')], 'a\nnew line\nb'],
  ])('%s', (_name, text, replacements, after) => {
    expect(there(text, ...replacements)).toEqual({ text: after, back: text });
  });

  test('a text that moved is found where it stands exactly once, and its new place is told', () => {
    const { text, replacements } = replacedText('// new\n// lines\nmax: 20\n', [at(1, 1, 'max: 20', 'max: 4')]);
    expect(text).toBe('// new\n// lines\nmax: 4\n');
    expect(replacements).toEqual([at(3, 1, 'max: 20', 'max: 4')]);
  });

  test.each<[name: string, text: string, replacements: readonly Replacement[]]>([
    ['gone', 'max: 30\n', [at(1, 1, 'max: 20', 'max: 4')]],
    ['there twice, and not at its place', '\nmax: 20\nmax: 20\n', [at(1, 1, 'max: 20', 'max: 4')]],
    ['touched by two', 'abc', [at(1, 1, 'ab', 'x'), at(1, 2, 'bc', 'y')]],
    ['nothing, past the end', 'a', [at(9, 1, '', 'x')]],
  ])('a text that is %s is a conflict', (_name, text, replacements) => {
    expect(() => replacedText(text, replacements)).toThrow(/^\/app\/pool\.ts was changed: /);
  });

  test('in a text changed elsewhere only the own part is taken back; where it is changed itself, nothing', () => {
    const { replacements } = replacedText('a\nmax: 20\n', [at(2, 1, 'max: 20', 'max: 4')]);
    expect(takenBack('// more\na!\nmax: 4\nb\n', replacements)).toBe('// more\na!\nmax: 20\nb\n');
    expect(() => takenBack('a\nmax: 5\n', replacements)).toThrow('was changed');
    expect(() => takenBack('x\ny\nmax: 4\nmax: 4\n', replacements)).toThrow('nor exactly once');
  });

  test('a file whose line ends were changed since is put back with its own', () => {
    const { replacements } = replacedText('a\r\nb\r\n', [at(1, 1, 'a', 'x\ny')]);
    expect(takenBack('x\ny\nb\n', replacements)).toBe('a\nb\n');
  });

  test('whatever the text and the parts, what is put back is what was there', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', '\t', ' ', 'é', '🚀', '"'), maxLength: 12 });
    const part = fc.record({ line: fc.nat(), start: fc.nat(), length: fc.nat(4), after: line });
    const lines = fc.array(line, { minLength: 1, maxLength: 8 });
    const property = fc.property(
      lines,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(part),
      (given, end, hasMark, parts) => {
        const text = (hasMark ? '\uFEFF' : '') + given.join(end);
        const chosen = new Map<number, Replacement>();
        for (const one of parts) {
          const index = one.line % given.length;
          const content = given[index];
          const start = one.start % (content.length + 1);
          chosen.set(index, at(index + 1, start + 1, content.slice(start, start + one.length), one.after));
        }
        expect(there(text, ...chosen.values()).back).toBe(text);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});
