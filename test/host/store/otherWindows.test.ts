import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/host/store/openStore.ts';
import { watchOtherWindows } from '../../../src/host/store/otherWindows.ts';
import { deferred } from '../../support/deferred.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test("another window's writes are noticed, and our own are not", async () => {
  const file = path.join(temporaryFolder(), 'store.sqlite');
  const [own, other] = [openStore(file, new Date()), openStore(file, new Date())];
  onTestFinished(() => {
    own.close();
    other.close();
  });
  const write = (store: typeof own, id: string) =>
    store.database
      .prepare('insert into documents (kind, id, at, body) values (?, ?, ?, ?)')
      .run('finding', id, 1, '{}');
  const heardByOwn: string[] = [];
  const heard = deferred();
  onTestFinished(watchOtherWindows(own, () => heardByOwn.push('own')));
  onTestFinished(watchOtherWindows(other, heard.resolve));
  write(own, 'a');
  await heard.promise;
  expect(heardByOwn).toEqual([]);
});
