import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { heapPlaces } from '../../../src/host/heap/heapPlaces.ts';
import { openPlaces } from '../../../src/host/places/places.ts';
import { placesWork } from '../../../src/host/places/placesWork.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const row = {
  nodeId: 1,
  container: 'Object requestCache',
  owner: 'global',
  expression: 'globalThis.requestCache',
  variable: 'requestCache',
  countDelta: 10,
  sizeDelta: 1_000,
  retainedSize: 1_000,
  path: 'global',
  location: null,
};

test('what hangs on the global object stands where the one script of the program sets it', async () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return pathToFileURL(file).href;
  };
  const sets = write('gateway.cjs', `'use strict';\nglobalThis.requestCache = globalThis.requestCache ?? {};\n`);
  const reads = write('reads.cjs', `module.exports = () => globalThis.requestCache;\n`);
  const places = heapPlaces(openPlaces(placesWork));
  const [found] = await places.growthRows(
    [row],
    new Map([
      [1, 'node:fs'],
      [2, reads],
      [3, sets],
    ]),
  );
  expect(found?.place).toMatchObject({ file: path.join(folder, 'gateway.cjs'), line: 2 });
  const [unknown] = await places.growthRows(
    [row],
    new Map([
      [3, sets],
      [4, write('other.cjs', `global.requestCache = {};\n`)],
    ]),
  );
  expect(unknown?.place).toBeNull();
});
