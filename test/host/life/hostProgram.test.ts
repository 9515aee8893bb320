import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hostProgram } from '../../../src/host/life/hostProgram.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('the version is that of the package around the program', () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'dist'));
  writeFileSync(path.join(folder, 'package.json'), '{"name":"pitstop","version":"4.5.6"}');
  const entry = path.join(folder, 'dist', 'host.cjs');
  expect(hostProgram(entry)).toEqual({ folder: path.join(folder, 'dist'), version: '4.5.6' });
  writeFileSync(path.join(folder, 'package.json'), '{}');
  expect(() => hostProgram(entry)).toThrow('package.json.version has to be text');
});
