import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bundle.ts';
import { ensureChromium, ensureCodeServer } from '../editorTools.ts';

/**
 * `npm run pictures`: presses the three stories on the sample in a real editor (`test/pictures`) and puts the picture of
 * each where the README shows it. Takes about four minutes, on a machine that has nothing else to do: figures are in the
 * pictures. Exit code 1 when one could not be made; the others are kept.
 */
const shown = ['story-grows', 'story-slow', 'story-size'];

const from = path.join(root, 'out', 'pictures');
const to = path.join(root, 'docs', 'pictures');
ensureCodeServer();
ensureChromium();
for (const name of shown) rmSync(path.join(from, `${name}.png`), { force: true });
const node = (...args: readonly string[]) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status;
if (node('src/build/tasks/build.ts') !== 0) process.exit(1);
node(path.join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'pictures');
mkdirSync(to, { recursive: true });
for (const name of shown) {
  const file = path.join(from, `${name}.png`);
  if (existsSync(file)) {
    copyFileSync(file, path.join(to, `${name}.png`));
    continue;
  }
  process.stderr.write(`pitstop: ${name} could not be made; what failed is told above\n`);
  process.exitCode = 1;
}
