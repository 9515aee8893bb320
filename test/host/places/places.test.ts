import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlaces } from '../../../src/host/places/places.ts';
import { placesWork, sourceHash } from '../../../src/host/places/placesWork.ts';

const gateway = `import { Store } from './store.ts';
interface Session { readonly id: string; }
export const sessions = new Map<string, Session>();
export function open(id: string) {
  sessions.set(id, { id });
  return new Store(id);
}
`;
const store = 'export class Store {\n  readonly rows: string[] = [];\n  constructor(readonly id: string) {}\n}\n';

let folder = '';
let script = '';
let text = '';

/** Where `part` stands in the bundle, as the engine would say it. */
function locationOf(part: string) {
  const lines = text.split('\n');
  const line = lines.findIndex((content) => content.includes(part));
  return { scriptId: 1, line, column: lines[line].indexOf(part), url: pathToFileURL(script).href };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'pitstop-places-'));
  writeFileSync(path.join(folder, 'gateway.ts'), gateway);
  writeFileSync(path.join(folder, 'store.ts'), store);
  script = path.join(folder, 'out.cjs');
  const options = { bundle: true, format: 'cjs', sourcemap: 'linked', sourcesContent: false, write: false } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [path.join(folder, 'gateway.ts')], outfile: script });
  for (const file of outputFiles) writeFileSync(file.path, file.text);
  text = outputFiles.find((file) => file.path === script)?.text ?? '';
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('places', () => {
  test('a function of a bundle is placed in its TypeScript, with its name and the hash of the text', async () => {
    const place = await openPlaces(placesWork).placeOf(locationOf('function open'));
    expect(place).toMatchObject({ file: path.join(folder, 'gateway.ts'), line: 4, symbol: 'open' });
    expect(place?.sourceHash).toBe(sourceHash(gateway));
  });

  test('a name is found in the source of its script, and in another source of the same bundle', async () => {
    const places = openPlaces(placesWork);
    const location = locationOf('function open');
    expect(await places.declarationOf(location, 'sessions')).toMatchObject({ line: 3, column: 14 });
    expect(await places.declarationOf(location, 'rows')).toMatchObject({
      file: path.join(folder, 'store.ts'),
      line: 2,
    });
    expect(await places.declarationOf(location, 'nobody')).toBeNull();
  });

  test('of two sources that declare a name, the one is meant that the bundle calls so', async () => {
    const own = mkdtempSync(path.join(folder, 'twice-'));
    const inOwn = (name: string) => path.join(own, name);
    writeFileSync(
      inOwn('registry.ts'),
      'export const sessions = new Map();\nexport const size = () => sessions.size;\n',
    );
    writeFileSync(
      inOwn('main.ts'),
      "import { size } from './registry.ts';\n\nconst sessions = new Map();\nexport function open() {\n  return sessions.size + size();\n}\n",
    );
    const options = { bundle: true, format: 'cjs', sourcemap: 'linked', outfile: inOwn('out.cjs') } as const;
    await build({ ...options, entryPoints: [inOwn('main.ts')] });
    const lines = readFileSync(inOwn('out.cjs'), 'utf8').split('\n');
    const line = lines.findIndex((content) => content.includes('function open'));
    const places = openPlaces(placesWork);
    const placeOf = async (name: string) => {
      const place = await places.declarationOf({ scriptId: 1, line, column: 0, url: inOwn('out.cjs') }, name);
      return place === null ? null : `${path.basename(place.file)}:${place.line}`;
    };
    expect(await placeOf('sessions')).toBe('registry.ts:1');
    expect(await placeOf('sessions2')).toBe('main.ts:3');
  });

  test('engine scripts, unknown scripts and files that are gone have no place', async () => {
    const places = openPlaces(placesWork);
    const at = (url?: string) =>
      places.placeOf({ scriptId: 1, line: 0, column: 0, ...(url === undefined ? {} : { url }) });
    expect(await at('node:internal/streams')).toBeNull();
    expect(await at()).toBeNull();
    expect(await at(path.join(folder, 'gone.js'))).toBeNull();
  });

  test('a script without a map is its own source', async () => {
    const plain = path.join(folder, 'plain.js');
    writeFileSync(plain, 'const a = 1;\nclass Queue {}\n');
    const place = await openPlaces(placesWork).placeOf({ scriptId: 1, line: 1, column: 0, url: plain });
    expect(place).toMatchObject({ file: plain, line: 2, column: 1, symbol: 'Queue' });
  });

  test('a file that changed is read again', async () => {
    const file = path.join(folder, 'moving.js');
    const places = openPlaces(placesWork);
    writeFileSync(file, 'const held = [];\n');
    const before = await places.declarationOf({ scriptId: 1, line: 0, column: 0, url: file }, 'held');
    writeFileSync(file, '\n\nconst held = [];\n');
    utimesSync(file, 1, 1);
    const after = await places.declarationOf({ scriptId: 1, line: 0, column: 0, url: file }, 'held');
    expect([before?.line, after?.line]).toEqual([1, 3]);
    expect(before?.sourceHash).not.toBe(after?.sourceHash);
  });
});

test('line ends and a byte-order mark do not change the hash', () => {
  expect(sourceHash('\uFEFFa\r\nb\r\n')).toBe(sourceHash('a\nb\n'));
});
