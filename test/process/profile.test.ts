import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { builtFile } from '../support/builtProgram.ts';
import { cpuProfileText } from '../support/profileText.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-profile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
};

function profile(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtFile('cli.js'), 'profile', ...args], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, out: stdout, error: stderr };
}

const program = `
function spin() {
  const until = performance.now() + 30;
  let sum = 0;
  while (performance.now() < until) sum += Math.sqrt(sum + 1);
  return sum;
}
setInterval(spin, 40);
`;
const stacks = (work: number) =>
  Array.from({ length: 60 }, () => [`main work ${work}`, 'main 3', `(idle) ${17 - work}`]).flat();

test('a running program is profiled, and its profile names the function that is busy', () => {
  const out = path.join(folder, 'spin.cpuprofile');
  const { code, out: text } = profile(
    '--for',
    '1',
    '--out',
    out,
    '--json',
    '--',
    process.execPath,
    file('spin.mjs', program),
  );
  const told: { functions: { name: string; site: string }[]; total: number } = JSON.parse(text);
  expect(code).toBe(0);
  expect(told.functions.slice(0, 3).map(({ name }) => name)).toContain('spin');
  expect(told.functions.find(({ name }) => name === 'spin')?.site).toBe(`${path.join(folder, 'spin.mjs')}:2`);
});

test('two profiles are compared for each second', () => {
  const before = file('before.cpuprofile', cpuProfileText(stacks(12)));
  const after = file('after.cpuprofile', cpuProfileText(stacks(2)));
  const { code, out } = profile('--compare', before, after, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    format: 1,
    kind: 'profileComparison',
    basis: 'perSecond',
    unit: 'ms',
    functions: [
      {
        name: 'work',
        selfDelta: -500,
        ratio: 6,
        isClear: true,
        before: { self: 720, selfShare: 0.8 },
        after: { self: 120, selfShare: 0.4 },
      },
      { name: 'main', selfDelta: 0, ratio: 1, isClear: false },
    ],
  });
});
