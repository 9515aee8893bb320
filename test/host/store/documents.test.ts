import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDocuments, type Documents } from '../../../src/host/store/documents.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import { deferred } from '../../support/deferred.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

type Note = { readonly id: string; readonly at: number; readonly text: string };
const note = (id: string, at: number, text = id): Note => ({ id, at, text });

function opened(
  file: string,
  kind: 'hunt' | 'plan' = 'hunt',
  onChange: (all: readonly Note[]) => void = () => undefined,
) {
  const store = openStore(file, new Date(0));
  const documents: Documents<Note> = openDocuments(store, {
    kind,
    idOf: ({ id }) => id,
    atOf: ({ at }) => at,
    onChange,
  });
  onTestFinished(() => {
    documents.close();
    store.close();
  });
  return documents;
}

const storeFile = () => path.join(temporaryFolder(), 'store.sqlite');
const ids = (all: readonly Note[]) => all.map(({ id }) => id);

describe('documents of the store', () => {
  test('a list is kept, the newest first, apart from lists of other kinds', () => {
    const file = storeFile();
    opened(file).change(() => [note('a', 1), note('b', 3), note('c', 2)]);
    opened(file, 'plan').change(() => [note('a', 9, 'another')]);
    expect(ids(opened(file).list())).toEqual(['b', 'c', 'a']);
    expect(opened(file, 'plan').list()).toEqual([note('a', 9, 'another')]);
  });

  test('what did not change stays the same object, what is left out is removed, and no change is not told', () => {
    const told: string[][] = [];
    const documents = opened(storeFile(), 'hunt', (all) => told.push(ids(all)));
    documents.change(() => [note('a', 1), note('b', 2)]);
    const [, a] = documents.list();
    documents.change((all) => all.filter(({ id }) => id === 'a'));
    expect(documents.list()[0]).toBe(a);
    documents.change((all) => all);
    expect(told).toEqual([['b', 'a'], ['a']]);
  });

  test('a change that fails leaves everything as it was', () => {
    const documents = opened(storeFile());
    documents.change(() => [note('a', 1)]);
    const fail = () => {
      throw new Error('no');
    };
    expect(() => documents.change(fail)).toThrow('no');
    expect(ids(documents.list())).toEqual(['a']);
  });

  test('changes of two windows are told to each other, and none is lost', async () => {
    const file = storeFile();
    const heard = deferred<readonly Note[]>();
    const own = opened(file);
    const other = opened(file, 'hunt', heard.resolve);
    own.change((all) => [...all, note('a', 1)]);
    expect(ids(await heard.promise)).toEqual(['a']);
    own.change((all) => [...all, note('b', 2)]);
    other.change((all) => [...all, note('c', 3)]);
    expect(ids(other.list())).toEqual(['c', 'b', 'a']);
  });
});
