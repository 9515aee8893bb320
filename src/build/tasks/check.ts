import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../bundle.ts';

/** A step of the quick check: its command, and the command that mends what it finds. */
type Step = { readonly name: string; readonly command: readonly string[]; readonly mend: string };

const bin = (name: string) => path.join(root, 'node_modules/.bin', name);

const steps: readonly Step[] = [
  { name: 'format', command: [bin('oxfmt'), '--check', '.'], mend: 'npm run format' },
  {
    name: 'generated',
    command: [process.execPath, '--disable-warning=ExperimentalWarning', 'src/build/tasks/generate.ts', '--check'],
    mend: 'npm run generate',
  },
  { name: 'types', command: [bin('tsc'), '-b', '--pretty'], mend: 'mend the named lines' },
  {
    name: 'lint',
    command: [bin('oxlint'), '--type-aware', '--deny-warnings'],
    mend: 'npx oxlint --type-aware --fix, then mend the rest',
  },
  { name: 'dead code', command: [bin('knip'), '--no-progress'], mend: 'remove what nobody uses' },
  {
    name: 'tidy',
    command: [bin('vitest'), 'run', '--project', 'unit', 'test/tidy.test.ts'],
    mend: 'mend the named files',
  },
];

let failed = 0;
for (const step of steps) {
  const startedAt = performance.now();
  const [command = '', ...args] = step.command;
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const ok = done.status === 0;
  process.stdout.write(
    `${ok ? 'ok  ' : 'FAIL'} ${step.name.padEnd(10)} ${seconds} s${ok ? '' : `   mend: ${step.mend}`}\n`,
  );
  if (!ok) {
    failed += 1;
    process.stdout.write(`${done.stdout}${done.stderr}\n`);
  }
}
process.exit(failed === 0 ? 0 : 1);
