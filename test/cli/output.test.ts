import { describe, expect, test } from 'vitest';
import { outputOver } from '../../src/cli/output.ts';

function opened(options: { isTTY?: boolean; isJson?: boolean; isColourless?: boolean } = {}) {
  const written = { out: '', error: '' };
  const stream = (name: 'out' | 'error') => ({
    isTTY: options.isTTY === true,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const output = outputOver({
    out: stream('out'),
    error: stream('error'),
    isJson: options.isJson === true,
    isColourless: options.isColourless === true,
  });
  return { output, written };
}
const reading = { label: 'reading', done: 1, total: 2, unit: 'count' } as const;

describe('what a command prints', () => {
  test('is for people by default', () => {
    const { output, written } = opened();
    output.line('a line');
    output.json('heapSummary', { nodeCount: 1 });
    output.table([{ title: 'n', text: String, align: 'right' }], [1, 20]);
    expect(written).toEqual({ out: 'a line\n n\n 1\n20\n', error: '' });
  });

  test('is one document with --json, with its format and kind', () => {
    const { output, written } = opened({ isJson: true });
    output.line('a line');
    output.table([{ title: 'n', text: String, align: 'right' }], [1]);
    output.json('heapSummary', { nodeCount: 1 });
    output.note('said beside it');
    expect(JSON.parse(written.out)).toEqual({ format: 1, kind: 'heapSummary', nodeCount: 1 });
    expect(written.error).toBe('said beside it\n');
  });

  test('has colours on a terminal only, and none where they are not wanted', () => {
    expect(opened().output.styled('red', 'x')).toBe('x');
    expect(opened({ isTTY: true }).output.styled('red', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(opened({ isTTY: true, isColourless: true }).output.styled('red', 'x')).toBe('x');
  });

  test('shows progress on a terminal only, and takes it away before the next line', () => {
    const quiet = opened();
    quiet.output.progress(reading);
    expect(quiet.written.error).toBe('');
    const { output, written } = opened({ isTTY: true });
    output.progress(reading);
    output.progress({ ...reading, done: 2 });
    output.line('done');
    output.progress(null);
    expect(written.error).toBe('reading 1 of 2 (50 %)\r\u001b[Kreading 2 of 2 (100 %)\r\u001b[K');
    expect(written.out).toBe('done\n');
  });
});
