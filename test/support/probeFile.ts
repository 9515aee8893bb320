import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../src/build/bundle.ts';

/** The probe bundled from the sources as they are, and its removal. */
export function bundledProbe(): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'pitstop-test-probe-'));
  const file = path.join(folder, 'probe.cjs');
  buildSync({
    entryPoints: [path.join(root, 'src/probe/preload.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
