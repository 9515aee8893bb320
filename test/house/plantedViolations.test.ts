import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../src/build/bundle.ts';

/** A file that breaks a rule of the house, and what the compiler or the linter has to say about it. */
type Planted = { readonly file: string; readonly text: string; readonly says: RegExp };

/** Names of another platform, and syntax that cannot be erased. */
const wrongPlatform: readonly Planted[] = [
  {
    file: 'src/protocol/plantedPlatform.ts',
    text: 'export const planted = setTimeout;',
    says: /TS2304|TS2584|TS2591/,
  },
  { file: 'src/analysis/plantedNode.ts', text: 'export const planted = process.pid;', says: /TS2591|TS2580/ },
  { file: 'src/analysis/plantedBrowser.ts', text: 'export const planted = document.title;', says: /TS2584/ },
  { file: 'src/host/plantedBrowser.ts', text: 'export const planted = document.title;', says: /TS2584/ },
  { file: 'webview/plantedNode.ts', text: 'export const planted = process.pid;', says: /TS2591|TS2580/ },
  { file: 'src/host/plantedEnum.ts', text: 'export enum Planted { One }', says: /TS1294/ },
  {
    file: 'src/host/plantedIndex.ts',
    text: 'export const planted = (list: readonly string[]): string => list[0];',
    says: /TS2322/,
  },
];

/** Apart from the others: a wrong import brings the types of its own platform along. */
const wrongFolder: readonly Planted[] = [
  {
    file: 'src/analysis/plantedImport.ts',
    text: "import type { Store } from '../host/store/store.ts';\nexport type Planted = Store;",
    says: /TS6307/,
  },
  {
    file: 'src/format/plantedImport.ts',
    text: "import type { Store } from '../host/store/store.ts';\nexport type Planted = Store;",
    says: /TS6307/,
  },
  {
    file: 'src/cli/plantedImport.ts',
    text: "import type { Store } from '../host/store/store.ts';\nexport type Planted = Store;",
    says: /TS6307/,
  },
  {
    file: 'src/sample/plantedImport.ts',
    text: "import type { Bytes } from '../protocol/units.ts';\nexport type Planted = Bytes;",
    says: /TS6307/,
  },
  {
    file: 'webview/plantedImport.ts',
    text: "import type { Store } from '../src/host/store/store.ts';\nexport type Planted = Store;",
    says: /TS6307/,
  },
];

const refusedByLinter: readonly Planted[] = [
  {
    file: 'src/protocol/plantedUp.ts',
    text: "import type { Store } from '../host/store/store.ts';\nexport type Planted = Store;",
    says: /protocol imports nothing outside itself/,
  },
  {
    file: 'src/analysis/plantedPackage.ts',
    text: "import { Pool } from 'pg';\nexport const planted = Pool;",
    says: /analysis imports no package/,
  },
  {
    file: 'src/analysis/plantedCore.ts',
    text: "import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;",
    says: /analysis imports no package and no Node module/,
  },
  {
    file: 'src/channel/plantedPackage.ts',
    text: "import { WebSocket } from 'ws';\nexport const planted = WebSocket;",
    says: /channel imports vscode-jsonrpc only/,
  },
  {
    file: 'src/probe/plantedPackage.ts',
    text: "import { WebSocket } from 'ws';\nexport const planted = WebSocket;",
    says: /the probe uses Node core modules only/,
  },
  {
    file: 'src/host/plantedEditor.ts',
    text: "import { window } from 'vscode';\nexport const planted = window;",
    says: /the host does not know the editor/,
  },
  {
    file: 'src/extension/plantedDatabase.ts',
    text: "import { Pool } from 'pg';\nexport const planted = Pool;",
    says: /the extension presents; it does not analyse/,
  },
  {
    file: 'src/cli/plantedHost.ts',
    text: "import type { Store } from '../host/store/store.ts';\nexport type Planted = Store;",
    says: /the command line is a client/,
  },
  {
    file: 'src/sample/plantedOurs.ts',
    text: "import type { Bytes } from '../protocol/units.ts';\nexport type Planted = Bytes;",
    says: /the sample uses nothing of ours/,
  },
  {
    file: 'src/build/plantedHost.ts',
    text: "import type { Store } from '../host/store/store.ts';\nexport type Planted = Store;",
    says: /build imports protocol and contributions only/,
  },
  {
    file: 'webview/plantedCore.ts',
    text: "import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;",
    says: /the panel runs in a browser/,
  },
  {
    file: 'src/host/plantedRing.ts',
    text: "import { other } from './plantedRingOther.ts';\nexport const planted = () => other;",
    says: /no-cycle/,
  },
  {
    file: 'src/host/plantedRingOther.ts',
    text: "import { planted } from './plantedRing.ts';\nexport const other = () => planted;",
    says: /no-cycle/,
  },
  { file: 'src/host/plantedAny.ts', text: 'export const planted = (value: any) => value;', says: /no-explicit-any/ },
  {
    file: 'src/host/plantedNonNull.ts',
    text: 'export const planted = (value: string | undefined): string => value!;',
    says: /no-non-null-assertion/,
  },
  { file: 'src/host/plantedDefault.ts', text: 'export default 1;', says: /no-default-export/ },
  {
    file: 'src/host/plantedPromise.ts',
    text: 'const work = async () => undefined;\nexport const planted = () => { work(); };',
    says: /no-floating-promises/,
  },
  {
    file: 'src/host/plantedSwitch.ts',
    text: "export const planted = (value: 'a' | 'b') => { switch (value) { case 'a': return 1; } return 2; };",
    says: /switch-exhaustiveness-check/,
  },
  {
    file: 'src/host/plantedCatch.ts',
    text: 'export const planted = () => { try { JSON.parse("") } catch {} };',
    says: /no-empty/,
  },
];

/** A copy of the house in a temporary folder: its sources and rules, with the same packages. */
function copyOfTheHouse(planted: readonly Planted[]): string {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'pitstop-house-'));
  const files = globSync(['src/**/*', 'webview/**/*', 'package.json', 'tsconfig*.json', '.oxlintrc.json'], {
    cwd: root,
    withFileTypes: true,
  });
  for (const entry of files) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    cpSync(file, path.join(copy, path.relative(root, file)));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const { file, text } of planted) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), `${text}\n`);
  }
  return copy;
}

/** Output of a check over the copy, which has to refuse it. */
function refusal(copy: string, command: string, args: readonly string[]): string {
  const done = spawnSync(path.join(root, 'node_modules', '.bin', command), args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
  });
  expect(done.status ?? 0, `${command} accepted what was planted: ${done.stderr}`).toBeGreaterThan(0);
  return done.stdout;
}

/** What the compiler says, one line for each complaint. */
function compilerSays(copy: string, planted: readonly Planted[]): readonly string[] {
  const folders = new Set(planted.map(({ file }) => path.dirname(file)));
  return refusal(copy, 'tsc', ['-b', ...folders]).split('\n');
}

/** What the linter says, one line for each complaint, with its rule and the help that names the direction. */
function linterSays(copy: string, planted: readonly Planted[]): readonly string[] {
  const files = planted.map(({ file }) => file);
  const { diagnostics }: { diagnostics: readonly Readonly<Record<string, unknown>>[] } = JSON.parse(
    refusal(copy, 'oxlint', ['--type-aware', '--format=json', ...files]),
  );
  return diagnostics.map(({ filename, code, message, help }) => [filename, code, message, help].join(' '));
}

describe.each([
  { rule: 'platforms and syntax, by the compiler', planted: wrongPlatform, saidOf: compilerSays },
  { rule: 'import directions, by the compiler', planted: wrongFolder, saidOf: compilerSays },
  { rule: 'packages, rings and care, by the linter', planted: refusedByLinter, saidOf: linterSays },
])('the house holds $rule', ({ planted, saidOf }) => {
  let copy = '';
  let complaints: readonly string[] = [];

  beforeAll(() => {
    copy = copyOfTheHouse(planted);
    complaints = saidOf(copy, planted);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test.each(planted)('$file is refused', ({ file, says }) => {
    expect(complaints.filter((line) => line.includes(file)).join('\n')).toMatch(says);
  });
});
