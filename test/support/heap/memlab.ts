import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../src/build/bundle.ts';

const version = '2.0.5';
const installMs = 300_000;
const openMs = 1_800_000;

/** The folder of MemLab, installed once, apart from the project's own packages; null where it cannot be had. */
export function installedMemlab(): string | null {
  const folder = path.join(root, 'out', `memlab-${version}`);
  const module = path.join(folder, 'node_modules/@memlab/heap-analysis');
  if (existsSync(module)) return folder;
  mkdirSync(folder, { recursive: true });
  // Without a manifest of its own npm would take the project above for the one to install into.
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  try {
    execFileSync(
      'npm',
      [
        'install',
        '--prefix',
        folder,
        '--no-save',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `@memlab/heap-analysis@${version}`,
      ],
      { cwd: folder, timeout: installMs, stdio: 'ignore', env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' } },
    );
    return folder;
  } catch {
    process.stderr.write('MemLab cannot be installed here and is left out\n');
    return null;
  }
}

/** Opens a file up to its classes with retained sizes, in a fresh process. Throws where it fails. */
export function runMemlab(folder: string, file: string): { readonly ms: number; readonly peakBytes: number } {
  const program = `
    const { getFullHeapFromFile } = require('@memlab/heap-analysis');
    const startedAt = performance.now();
    getFullHeapFromFile(process.argv[1]).then((heap) => {
      const classes = new Map();
      heap.nodes.forEach((node) => {
        classes.set(node.name, (classes.get(node.name) ?? 0) + node.retainedSize);
      });
      const ms = performance.now() - startedAt;
      const peakBytes = process.resourceUsage().maxRSS * 1024;
      require('fs').writeSync(3, JSON.stringify({ ms, peakBytes, classes: classes.size }));
      process.exit(0);
    });
  `;
  const child = execFileSync(
    'sh',
    ['-c', '"$0" --max-old-space-size=12288 -e "$1" "$2" 3>&1 >/dev/null 2>&1', process.execPath, program, file],
    { cwd: folder, encoding: 'utf8', timeout: openMs },
  );
  return JSON.parse(child);
}
