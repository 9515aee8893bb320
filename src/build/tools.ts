import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './bundle.ts';

/** Everything that tests need and packages do not bring lives here; git ignores it, and removing it is always safe. */
export const toolsFolder = path.join(root, '.tools');

/** A thing to set up. `install` fills the empty folder it is given; the folder gets its name when it is whole. */
export type Tool = {
  /** Folder under `.tools`. */
  readonly name: string;
  /** What makes an installed one outdated: its version, or where it came from. */
  readonly stamp: string;
  readonly install: (folder: string) => void;
};

/** A set-up step that cannot go on; the message says what is missing and what to run. */
export class ToolMissing extends Error {}

/** Runs a command with all output on standard error. Throws ToolMissing with the command when it fails. */
export function runVisibly(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
) {
  const done = spawnSync(command, args, { ...options, stdio: ['ignore', 2, 2] });
  if (done.status === 0) return;
  const why = done.error?.message ?? (done.status === null ? `signal ${done.signal}` : `exit ${done.status}`);
  throw new ToolMissing(`\`${[command, ...args].join(' ')}\` failed (${why}) in ${options.cwd}`);
}

/** Runs `npm install` without install scripts: nothing of what we set up needs a compiler. */
export function npmInstall(folder: string, args: readonly string[]): void {
  runVisibly('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args], {
    cwd: folder,
    // The settings of the run we are in (`npm test`) must not steer the one we start.
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name)),
    ),
  });
}

/** Prints one line for a step of the set-up, with how long it took. */
export function reportStep(name: string, what: string, startedAt: number): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`ok   ${name.padEnd(14)} ${seconds.padStart(5)} s   ${what}\n`);
}

/** Sets a tool up unless it is there with the same stamp. A run that was cut off leaves nothing that looks finished. */
export function ensureTool(tool: Tool): void {
  const startedAt = performance.now();
  const folder = path.join(toolsFolder, tool.name);
  const stampFile = path.join(folder, '.stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === tool.stamp) {
    reportStep(tool.name, `${tool.stamp}, there already`, startedAt);
    return;
  }
  const partial = `${folder}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    tool.install(partial);
    writeFileSync(path.join(partial, '.stamp'), tool.stamp);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  reportStep(tool.name, `${tool.stamp}, installed`, startedAt);
}
