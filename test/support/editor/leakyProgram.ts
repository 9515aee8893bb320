import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { root } from '../../../src/build/bundle.ts';

/** A folder with the source and the built form of a program that keeps every session it opens. */
export type LeakyWorkspace = { readonly folder: string; readonly script: string; readonly remove: () => void };

/** A running leaky program. It grows only when told. */
export type LeakyProgram = {
  readonly pid: number;
  /** Opens so many sessions more; resolves to how many there are. */
  readonly grow: (count: number) => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Where what leaks is declared in the source, and where what it holds is made. */
export const leak = { file: 'sessions.ts', line: 12, container: 'sessions', constructorLine: 5 } as const;

/** Writes the program's sources into a temporary folder and builds it there, with a source map. */
export async function makeLeakyWorkspace(): Promise<LeakyWorkspace> {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'pitstop-workspace-')));
  cpSync(path.join(root, 'test', 'fixtures', 'leakyProgram'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "leaky-program", "private": true }\n');
  const script = path.join(folder, 'out', 'leakyProgram.cjs');
  await build({
    entryPoints: [path.join(folder, 'src', 'leakyProgram.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  });
  return { folder, script, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts the program of a workspace on a Node, and waits until it is ready. */
export async function startLeakyProgram(workspace: LeakyWorkspace, node: string): Promise<LeakyProgram> {
  const child = spawn(node, [workspace.script], { cwd: workspace.folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const nextLine = async () => {
    const [line] = await once(lines, 'line', { signal: AbortSignal.timeout(10_000) });
    return String(line);
  };
  const { pid } = child;
  if (pid === undefined || (await nextLine()) !== 'ready')
    throw new Error(`the leaky program did not start on ${node}`);
  return {
    pid,
    grow: async (count) => {
      child.stdin.write(`${count}\n`);
      return Number(await nextLine());
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
