import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openFindings } from '../../src/host/findings/findings.ts';
import { openStore } from '../../src/host/store/openStore.ts';
import type { Finding } from '../../src/protocol/findings.ts';
import { openFile, pickRow, runCommand } from '../support/editor/commands.ts';
import { codeLenses, pressCodeLens } from '../support/editor/inline.ts';
import { recordFailure, setStage, type Stage } from '../support/editor/stage.ts';
import { until } from '../support/editor/until.ts';
import { treeRows } from '../support/editor/workbench.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { ordersTable, proving } from './scenarios/proving.ts';
import { madeAdvice, madeFinding, madeProof } from '../analysis/findings/madeFinding.ts';

/** A byte-order mark, carriage returns, a tab, and a space that a formatter would take away. */
const source = '\uFEFFimport { Pool } from "pg";\r\n\r\nexport const pool = new Pool({\tmax: 20 }); \r\n';

const filesOf = ({ workspace }: Stage) => ({
  pool: path.join(workspace.folder, 'src', 'pool.ts'),
  migration: path.join(workspace.folder, '001_pool.sql'),
});

function provenFinding(stage: Stage): Finding {
  const { pool: file, migration } = filesOf(stage);
  return madeFinding({
    findingId: 'pool-size',
    title: 'The pool is larger than what is used',
    place: { file, line: 3, column: 14, symbol: 'pool' },
    proof: madeProof(),
    advice: madeAdvice({
      text: 'Set the size of the pool to 4.',
      changes: [
        { kind: 'replace', file, line: 3, column: 32, before: 'max: 20', after: 'max: 4' },
        { kind: 'newFile', file: migration, text: 'select 1;\n-- down\nselect 2;\n' },
      ],
    }),
  });
}

/** Puts a finding into the store of the workspace, as another window of it would. */
async function foundInAnotherWindow({ server }: Stage, finding: Finding): Promise<void> {
  const file = await until('the store of the host', () => globSync('**/pitstop.sqlite', { cwd: server.home }).at(0));
  const store = openStore(path.join(server.home, file), new Date());
  const findings = openFindings(store, () => undefined, Date.now);
  findings.put([finding]);
  findings.close();
  store.close();
}

const lensOf = (stage: Stage, words: RegExp) =>
  until(`a lens that says ${words}`, async () => (await codeLenses(stage.window)).some((lens) => words.test(lens)));

const database = embeddedPostgres(ordersTable);
let opened: Stage | undefined;
const stage = (): Stage => {
  if (opened === undefined) throw new Error('the stage was not set');
  return opened;
};

beforeAll(async () => {
  opened = await setStage({ place: 'near', trust: 'every folder' });
});
afterAll(async () => opened?.close());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && opened !== undefined) await recordFailure(opened, task.name);
});

describe('advice', () => {
  test('a finding of another window shows in the list and at its line, with what was proven', async () => {
    writeFileSync(filesOf(stage()).pool, source);
    await runCommand(stage().window, 'View: Show Pitstop');
    await foundInAnotherWindow(stage(), provenFinding(stage()));
    await until('the finding in the list', async () =>
      (await treeRows(stage().window, 'Findings')).some((row) => row.includes('97x (88–104) · proven · pool.ts:3')),
    );
    await openFile(stage().window, 'pool.ts');
    await lensOf(stage(), /^97x \(88–104\) proven$/);
  });

  test('applied after a look at it, the files are changed and nothing else in them', async () => {
    const { pool, migration } = filesOf(stage());
    await pressCodeLens(stage().window, 'Apply…');
    await pickRow(stage().window.page, 'Apply to pool.ts, 001_pool.sql');
    // The migration is written last, and shown.
    await until('the made file', () => existsSync(migration) && readFileSync(migration, 'utf8').endsWith('2;\n'));
    expect(readFileSync(pool, 'utf8')).toBe(source.replace('max: 20', 'max: 4'));
    expect(readFileSync(migration, 'utf8')).toBe('select 1;\n-- down\nselect 2;\n');
    await stage().window.page.locator('.tab.active', { hasText: '001_pool.sql' }).waitFor();
    await openFile(stage().window, 'pool.ts');
    await lensOf(stage(), /^97x \(88–104\) applied$/);
  });

  test('undone with the host restarted in between, every file is what it was to the byte', async () => {
    const { pool, migration } = filesOf(stage());
    await runCommand(stage().window, 'Pitstop: Restart Host');
    await lensOf(stage(), /^Undo$/);
    await pressCodeLens(stage().window, /^Undo$/);
    await until('the restored file', () => readFileSync(pool, 'utf8').includes('max: 20'));
    expect(readFileSync(pool)).toEqual(Buffer.from(source));
    await until('the made file gone', () => !existsSync(migration));
    await lensOf(stage(), /^97x \(88–104\) proven$/);
  });
});

proving(stage, database);
