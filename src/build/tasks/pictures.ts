import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bundle.ts';

/**
 * `npm run pictures`: copies the pictures that the README shows from where the editor suite writes them. Run the suite
 * before: `npm test -- --only editor`. Exit code 1 when one is missing.
 */
const shown = ['overview-dark', 'memory-dark', 'memory-light', 'gc-loop-dark', 'inline-dark', 'queries-dark'];

const from = path.join(root, 'out', 'pictures');
const to = path.join(root, 'docs', 'pictures');
mkdirSync(to, { recursive: true });
for (const name of shown) {
  const file = path.join(from, `${name}.png`);
  if (existsSync(file)) {
    copyFileSync(file, path.join(to, `${name}.png`));
    continue;
  }
  process.stderr.write(`pitstop: no ${file}; run \`npm test -- --only editor\` first\n`);
  process.exitCode = 1;
}
