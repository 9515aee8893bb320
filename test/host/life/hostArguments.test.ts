import { expect, test } from 'vitest';
import { hostArguments } from '../../../src/host/life/hostArguments.ts';

test.each([
  ['the language client', ['--node-ipc', '--clientProcessId=12'], {}, 'editor', { kind: 'default' }],
  ['a terminal', ['--headless'], {}, 'headless', { kind: 'default' }],
  ['a folder', ['--headless', '--data', '/d'], { PITSTOP_DATA: '/e' }, 'headless', { kind: 'folder', folder: '/d' }],
  ['the environment', ['--headless'], { PITSTOP_DATA: '/e' }, 'headless', { kind: 'folder', folder: '/e' }],
  ['an empty environment', ['--headless'], { PITSTOP_DATA: '' }, 'headless', { kind: 'default' }],
  ['a temporary host', ['--headless', '--temporary'], { PITSTOP_DATA: '/e' }, 'headless', { kind: 'temporary' }],
])('started by %s', (_name, args, environment, mode, data) => {
  expect(hostArguments(args, environment)).toEqual({ mode, data });
});
