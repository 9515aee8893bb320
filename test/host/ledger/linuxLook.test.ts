import { expect, test } from 'vitest';
import { LinuxLooks, statFields } from '../../../src/host/ledger/linuxLook.ts';

test('a name with brackets, spaces and line feeds does not shift the fields', () =>
  expect(statFields('7 (a) S 1\n(b) ) R 3 4 5\n').slice(0, 4)).toEqual(['R', '3', '4', '5']));

test.runIf(process.platform === 'linux')('a look finds this process as it is, twice the same', async () => {
  const looks = new LinuxLooks();
  const find = async () => (await looks.look(Date.now())).processes.find(({ pid }) => pid === process.pid);
  const first = await find();
  expect(first).toMatchObject({
    parentPid: process.ppid,
    isOwn: true,
    state: 'running',
    executable: process.execPath,
    folder: process.cwd(),
  });
  expect(Math.abs((first?.startedAt ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(2_000);
  expect(await find()).toMatchObject({ startKey: first?.startKey, command: first?.command });
});
