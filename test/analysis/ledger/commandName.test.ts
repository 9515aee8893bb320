import { expect, test } from 'vitest';
import { commandName } from '../../../src/analysis/ledger/commandName.ts';

test.each([
  ['/usr/bin/node /app/dist/server.js --port 1', 'server.js'],
  ['node --inspect -r dotenv/config --import ./x.mjs src/main.ts', 'main.ts'],
  ['node -e setInterval(()=>0)', '[eval]'],
  ['node', 'node'],
  ['next-server (v14)', '(v14)'],
  ['C:\\node\\node.exe C:\\app\\a.js', 'a.js'],
  ['node ./app/', './app/'],
])('%s is named %s', (command, name) => expect(commandName(command.split(' '))).toBe(name));

test('a command of nothing is still named', () => expect(commandName([])).toBe('node'));
