import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bundle.ts';
import { generatedParts, wordsOfCode } from '../contributions.ts';

// Writes the generated parts of package.json, package.nls.json and l10n/bundle.l10n.json.
// With --check it writes nothing and ends with 1 where one of them is not fresh.

const { manifest: generated, words } = generatedParts();
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** package.json with the generated parts in their place, everything else as it is. */
function manifest(): string {
  const now: Record<string, unknown> = JSON.parse(read('package.json'));
  return json({ ...now, ...generated });
}

const sources = globSync('src/extension/**/*.ts', { cwd: root })
  .toSorted()
  .map((file) => read(file));
const files: readonly (readonly [file: string, content: string])[] = [
  ['package.json', manifest()],
  ['package.nls.json', json(words)],
  ['l10n/bundle.l10n.json', json(wordsOfCode(sources))],
];

/** One text for the same data: the formatter orders the keys of package.json its own way. */
function canonical(text: string): string {
  const ordered = (_key: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(JSON.parse(text), ordered);
}

function isFresh(file: string, content: string): boolean {
  try {
    return canonical(read(file)) === canonical(content);
  } catch {
    // Missing or not JSON: it has to be written.
    return false;
  }
}

const old = files.filter(([file, content]) => !isFresh(file, content));
if (process.argv.includes('--check')) {
  for (const [file] of old) process.stdout.write(`${file} is not what the lists say\n`);
  process.exitCode = old.length === 0 ? 0 : 1;
} else {
  for (const [file, content] of old) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
    process.stdout.write(`wrote ${file}\n`);
  }
}
