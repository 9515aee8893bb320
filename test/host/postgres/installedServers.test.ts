import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { installedServers } from '../../../src/host/postgres/installedServers.ts';

test('installations are found by their major versions, the newest first, and old ones left out', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-'));
  try {
    for (const name of ['15', '9.6', '17', 'notes', '13']) mkdirSync(path.join(folder, name));
    const found = installedServers([
      [folder, /^(\d+)$/],
      [path.join(folder, 'none'), /^(\d+)$/],
    ]);
    expect(found).toEqual([path.join(folder, '17'), path.join(folder, '15')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
