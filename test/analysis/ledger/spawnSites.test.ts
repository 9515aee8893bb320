import { expect, test } from 'vitest';
import { recentLives, spawnSites, type PlacedChild } from '../../../src/analysis/ledger/spawnSites.ts';

const child = (startedAt: number, change: Partial<PlacedChild> = {}): PlacedChild => ({
  targetId: 't',
  kind: 'process',
  pid: startedAt,
  file: '/usr/bin/node',
  command: ['node', 'tools.js', '--token', 'hush'],
  startedAt,
  firstOutputAt: startedAt + 30,
  endedAt: startedAt + 100,
  place: { file: '/app/a.ts', line: 7, column: 1 },
  ...change,
});

test('starts of one line are one site; older than a minute they no longer count', () => {
  const children = [child(0), child(100_000), child(101_000), child(102_000, { endedAt: null, firstOutputAt: null })];
  const [site, ...others] = spawnSites(children, 104_000);
  expect(others).toEqual([]);
  expect(site).toMatchObject({
    name: 'tools.js',
    startedCount: 3,
    runningCount: 1,
    perSecond: 0.75,
    lifeMs: 100,
    startMs: 30,
  });
  expect(site?.command).toBe('node tools.js --token ***');
});

test('other lines and other programs are other sites; a line for a shell is named by its program', () => {
  const shell = child(100_500, { file: '/bin/sh', command: ['/bin/sh', '-c', 'git status'] });
  const sites = spawnSites([child(100_000), child(100_001, { place: null }), shell], 104_000);
  expect(sites.map(({ name, place }) => [name, place === null])).toEqual([
    ['tools.js', false],
    ['tools.js', true],
    ['git', false],
  ]);
});

test('lives of the last half minute, without what they were called with', () => {
  const lives = recentLives([child(0), child(60_000, { endedAt: 99_000 }), child(100_000)], 104_000);
  expect(lives.map(({ startedAt }) => startedAt)).toEqual([60_000, 100_000]);
  expect(JSON.stringify(lives)).not.toContain('hush');
});
