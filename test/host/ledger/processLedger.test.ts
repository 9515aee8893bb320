import { expect, test } from 'vitest';
import { openProcessLedger } from '../../../src/host/ledger/processLedger.ts';

const options = { programFolder: '/nowhere', hostPid: process.pid, now: Date.now };

test('a system that tells nothing of processes is said', () =>
  expect(openProcessLedger({ ...options, platform: 'win32' }).read(null)).rejects.toMatchObject({
    code: 'ledgerUnknown',
  }));

test.runIf(process.platform === 'linux')('a pid that is gone', () =>
  expect(openProcessLedger(options).read(2 ** 30)).rejects.toMatchObject({ code: 'targetGone' }),
);
