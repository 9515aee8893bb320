import { describe, expect, test } from 'vitest';
import { exitCodes, type Command, type CommandContext } from '../../src/cli/command.ts';
import { runCommandLine } from '../../src/cli/runCommandLine.ts';
import { Failure } from '../../src/protocol/failures.ts';
import { openChannel } from '../support/openChannel.ts';
import { until } from '../support/until.ts';

const echo = (run: (context: CommandContext) => Promise<0 | 1 | 2 | 130>): Command => ({
  name: ['heap', 'echo'],
  purpose: 'Says its words.',
  usage: 'WORD [--loud]',
  example: 'pitstop heap echo hello',
  options: { loud: { type: 'boolean', purpose: 'say it loud' } },
  wordCount: [1, 1],
  takesCommandLine: true,
  run,
});
const done = echo(({ words, commandLine, options, output }) => {
  output.json('echo', { words, commandLine, loud: options.flag('loud') });
  output.line(words.join(' '));
  return Promise.resolve(exitCodes.findings);
});

async function ran(command: Command, args: readonly string[], signal = new AbortController().signal) {
  const written = { out: '', error: '' };
  const code = await runCommandLine([command], {
    args,
    environment: {},
    out: { write: (text) => (written.out += text) },
    error: { write: (text) => (written.error += text) },
    signal,
    hostFile: '/no/host.cjs',
    version: '1.2.3',
  });
  return { code, ...written };
}

describe('the command line', () => {
  test('runs the command that the words name, and gives its exit code', async () => {
    expect(await ran(done, ['heap', 'echo', 'a', '--loud'])).toEqual({ code: 1, out: 'a\n', error: '' });
    const { out } = await ran(done, ['heap', 'echo', '--json', 'a', '--', 'node', '--json']);
    expect(JSON.parse(out)).toMatchObject({ kind: 'echo', words: ['a'], commandLine: ['node', '--json'], loud: false });
    expect((await ran(done, ['--json', 'heap', 'echo', 'a'])).out).toContain('"kind":"echo"');
  });

  test('helps with all commands, with a group and with one', async () => {
    const all = await ran(done, ['--help']);
    expect(all).toMatchObject({ code: 0, error: '' });
    expect(all.out).toContain('heap echo WORD');
    expect((await ran(done, ['heap', '--help'])).out).toBe(all.out);
    const one = await ran(done, ['heap', 'echo', '--help']);
    expect(one.code).toBe(0);
    expect(one.out).toContain('Example: pitstop heap echo hello');
    expect(one.out).toContain('--loud');
    expect(one.out).toContain('--json');
    expect(await ran(done, ['--version'])).toMatchObject({ code: 0, out: 'pitstop 1.2.3\n' });
  });

  test('without a command it helps on standard error, and has not done anything', async () => {
    for (const args of [[], ['heap']]) {
      const { code, out, error } = await ran(done, args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error).toContain('Usage: pitstop COMMAND');
    }
  });

  test.each([
    [['hunt'], "there is no command 'hunt'"],
    [['--nope'], "there is no command '--nope'"],
    [['heap', 'echo'], 'heap echo needs WORD'],
    [['heap', 'echo', 'a', 'b'], "nothing is known to do with 'b'"],
    [['heap', 'echo', 'a', '--nope'], "Unknown option '--nope'"],
    [['heap', 'echo', 'a', '--loud', '--host'], '--host'],
  ])('%j is a mistake that is named', async (args, message) => {
    const { code, out, error } = await ran(done, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(`pitstop: `);
    expect(error).toContain(message);
  });

  test('a failure says what, why and what next', async () => {
    const failing = echo(() => Promise.reject(new Failure('diskFull', 'no space left for a', new Error('ENOSPC'))));
    const { code, out, error } = await ran(failing, ['heap', 'echo', 'a', '--json']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error.split('\n')).toEqual([
      'pitstop: no space left for a',
      '  ENOSPC',
      '  Free disk space there, or keep the data elsewhere: the setting `pitstop.captures.folder`, or `--data DIR`.',
      '',
    ]);
  });

  test('a mistake of ours says so', async () => {
    const { code, error } = await ran(
      echo(() => Promise.reject(new TypeError('ours'))),
      ['heap', 'echo', 'a'],
    );
    expect(code).toBe(2);
    expect(error).toContain('TypeError: ours');
    expect(error).toContain('mistake of ours');
  });

  test('a cancelled command ends with 130, without a message', async () => {
    const controller = new AbortController();
    const waiting = echo(async ({ signal }) => {
      controller.abort();
      signal.throwIfAborted();
      return exitCodes.clean;
    });
    expect(await ran(waiting, ['heap', 'echo', 'a'], controller.signal)).toEqual({ code: 130, out: '', error: '' });
  });

  test('a running host is used when it is named, and left running', async () => {
    const { address, channel } = await openChannel({ 'jobs/list': () => [] });
    const asking = echo(async ({ host, output }) => {
      const [first, second] = [await host(), await host()];
      output.line(`${first === second} ${(await first.request('jobs/list', {})).length}`);
      return exitCodes.clean;
    });
    const named = ['heap', 'echo', 'a', '--host', `127.0.0.1:${address.port}`];
    expect(await ran(asking, [...named, '--token', address.token])).toEqual({ code: 0, out: 'true 0\n', error: '' });
    const refused = await ran(asking, [...named, '--token', 'wrong']);
    expect(refused.code).toBe(2);
    expect(refused.error).toContain('does not let us in');
    expect(refused.error).toContain('401');
    expect((await ran(asking, named)).error).toContain('--host needs the --token');
    expect((await ran(asking, ['heap', 'echo', 'a', '--host', 'example.com:80', '--token', 'x'])).error).toContain(
      '--host takes 127.0.0.1:PORT',
    );
    await until(
      () => channel.clientCount() === 0,
      2_000,
      () => `${channel.clientCount()} clients`,
    );
  });
});
