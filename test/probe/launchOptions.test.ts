import { describe, expect, test } from 'vitest';
import { launchOptions, withoutLaunchOptions } from '../../src/probe/launchOptions.ts';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('what a launched program was told', () => {
  test('is read from its environment', () => {
    expect(launchOptions({ PITSTOP_PROBE: encoded({ socket: '/s', token: 't' }) })).toEqual({
      socket: '/s',
      token: 't',
      way: 'launched',
    });
  });

  test.each([undefined, '', 'no base64 of JSON', encoded(null), encoded([]), encoded({ socket: 1, token: 't' })])(
    'is nothing where the variable is %s',
    (value) => expect(launchOptions({ PITSTOP_PROBE: value })).toBeUndefined(),
  );
});

test.each([
  ['--require "/a b/probe.cjs"', undefined],
  ['--max-old-space-size=100 --require "/a b/probe.cjs"', '--max-old-space-size=100'],
  ['--require "/a b/probe.cjs" --no-warnings', '--no-warnings'],
  ['--require /other.cjs', '--require /other.cjs'],
])('our part is taken out of NODE_OPTIONS %j', (before, after) => {
  const environment = { PITSTOP_PROBE: 'x', NODE_OPTIONS: before };
  withoutLaunchOptions(environment, '/a b/probe.cjs');
  expect(environment).toEqual(after === undefined ? {} : { NODE_OPTIONS: after });
});
