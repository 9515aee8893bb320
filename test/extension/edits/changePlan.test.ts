import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { applyPlan, undoPlan } from '../../../src/extension/edits/changePlan.ts';
import type { Change } from '../../../src/protocol/advice.ts';
import { hashedText } from '../../../src/protocol/places.ts';

const hashOf = (text: string) => createHash('sha256').update(hashedText(text)).digest('hex');
const migration: Change = { kind: 'newFile', file: '/app/001.sql', text: 'create index;\n' };
const smaller = (line: number): Change => ({
  kind: 'replace',
  file: '/app/pool.ts',
  line,
  column: 1,
  before: 'max: 20',
  after: 'max: 4',
});

/** A folder in memory: what edits do to it. */
function folder(files: Readonly<Record<string, string>>) {
  const texts = new Map(Object.entries(files));
  return {
    textOf: (file: string) => Promise.resolve(texts.get(file) ?? null),
    write: (edits: readonly { readonly file: string; readonly after: string | null }[]) => {
      for (const { file, after } of edits) {
        if (after === null) texts.delete(file);
        else texts.set(file, after);
      }
    },
    files: () => Object.fromEntries(texts),
  };
}

async function applied(files: Readonly<Record<string, string>>, ...changes: readonly Change[]) {
  const disk = folder(files);
  const plan = await applyPlan(changes, disk.textOf, hashOf);
  disk.write(plan.edits);
  return { disk, ...plan, undo: () => undoPlan(plan.applied, disk.textOf, hashOf) };
}

const pool = '\uFEFFa\r\nmax: 20\r\n';

describe('applying and undoing', () => {
  test('undone, every file is what it was to the byte, and a new one is gone', async () => {
    const { disk, undo } = await applied({ '/app/pool.ts': pool }, migration, smaller(2));
    expect(disk.files()).toEqual({ '/app/001.sql': 'create index;\n', '/app/pool.ts': '\uFEFFa\r\nmax: 4\r\n' });
    const { edits, notes } = await undo();
    disk.write(edits);
    expect(disk.files()).toEqual({ '/app/pool.ts': pool });
    expect(notes).toEqual([]);
  });

  test('all changes of a file have the hashes before the first and after the last', async () => {
    const text = 'max: 20\nmax: 20\n';
    const plan = await applied({ '/app/pool.ts': text }, smaller(1), smaller(2));
    const hashes = { hashBefore: hashOf(text), hashAfter: hashOf('max: 4\nmax: 4\n') };
    expect(plan.applied).toMatchObject([hashes, hashes]);
  });

  test('a file that is there already, or no longer, is a conflict before anything is written', async () => {
    await expect(applied({ '/app/001.sql': 'mine' }, migration)).rejects.toMatchObject({
      code: 'changeConflict',
      message: '/app/001.sql is there already',
    });
    await expect(applied({}, smaller(1))).rejects.toMatchObject({ message: '/app/pool.ts is no longer there' });
  });

  test('a new file that was changed is not removed; one that is gone needs nothing', async () => {
    const { disk, undo } = await applied({}, migration);
    disk.write([{ file: '/app/001.sql', after: 'create index;\n-- mine\n' }]);
    await expect(undo()).rejects.toMatchObject({ code: 'changeConflict' });
    disk.write([{ file: '/app/001.sql', after: null }]);
    expect(await undo()).toEqual({ edits: [], notes: ['/app/001.sql was gone already'] });
  });

  test('a file changed elsewhere keeps what the user did, and that is said', async () => {
    const { disk, undo } = await applied({ '/app/pool.ts': pool }, smaller(2));
    disk.write([{ file: '/app/pool.ts', after: '\uFEFF// mine\r\na\r\nmax: 4\r\n' }]);
    const { edits, notes } = await undo();
    expect(edits.map(({ after }) => after)).toEqual(['\uFEFF// mine\r\na\r\nmax: 20\r\n']);
    expect(notes).toEqual(['/app/pool.ts was changed elsewhere: only what was applied was taken back']);
  });

  test('one that was put back by hand needs nothing, and one changed at the very place is a conflict', async () => {
    const { disk, undo } = await applied({ '/app/pool.ts': pool }, smaller(2));
    disk.write([{ file: '/app/pool.ts', after: pool }]);
    expect(await undo()).toEqual({ edits: [], notes: ['/app/pool.ts was as before already'] });
    disk.write([{ file: '/app/pool.ts', after: 'a\r\nmax: 5\r\n' }]);
    await expect(undo()).rejects.toMatchObject({ code: 'changeConflict' });
  });

  test('a file that we left but that cannot become what it was is left alone', async () => {
    const { disk, applied: changes } = await applied({ '/app/pool.ts': pool }, smaller(2));
    const wrong = changes.map((one) => ({ ...one, hashBefore: 'another' }));
    await expect(undoPlan(wrong, disk.textOf, hashOf)).rejects.toThrow('cannot be restored as it was');
  });
});
