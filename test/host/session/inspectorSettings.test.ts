import { expect, test } from 'vitest';
import { inspectorSettings } from '../../../src/host/session/inspectorSettings.ts';

const settings = (command: string, nodeOptions = '') => inspectorSettings(command.split(' '), nodeOptions);
const quiet = { port: 9229, mayBeOpenAnywhere: false, ignoresSignal: false };

test.each([
  ['node a.js', '', quiet],
  ['node a.js --inspect=9000', '', quiet],
  ['node --inspect a.js', '', quiet],
  ['node --inspect=9000 a.js', '', { ...quiet, port: 9000 }],
  ['node --inspect-port=127.0.0.1:7001 a.js', '', { ...quiet, port: 7001 }],
  ['node --inspect-brk=0 a.js', '', { ...quiet, port: 0, mayBeOpenAnywhere: true }],
  ['node --inspect-port=0 a.js', '', { ...quiet, port: 0 }],
  ['node a.js', '--inspect=[::1]:5555 --no-warnings', { ...quiet, port: 5555 }],
  ['node --disable-sigusr1 a.js', '', { ...quiet, ignoresSignal: true }],
])('%s with NODE_OPTIONS %j', (command, nodeOptions, expected) =>
  expect(settings(command, nodeOptions)).toEqual(expected),
);
