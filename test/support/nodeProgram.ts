import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The port on which programs of this test file open their inspector when they are told to: each file has its own, so that
 * files can attach beside each other. Below the ports that systems hand out.
 */
export const inspectorPort = 20_000 + (process.pid % 10_000);

/** A Node program of a test: its source in a real file, its lines, and its end. */
export type NodeProgram = {
  readonly pid: number;
  readonly file: string;
  /** The next line on standard output that matches; lines before it are passed over. Rejects when the program ends. */
  readonly line: (pattern: RegExp) => Promise<string>;
  /** Sends a line to standard input. */
  readonly tell: (line: string) => void;
  readonly errorText: () => string;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Ends the program, however it is, and removes its folder. */
  readonly end: () => Promise<void>;
};

export type ProgramStart = {
  readonly binary: string;
  readonly source: string;
  readonly kind?: 'cjs' | 'mjs';
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

export function startProgram({ binary, source, kind = 'cjs', nodeArgs = [], env = {} }: ProgramStart): NodeProgram {
  const folder = mkdtempSync(path.join(tmpdir(), 'pitstop-test-program-'));
  const file = path.join(folder, `program.${kind}`);
  writeFileSync(file, source);
  const { NODE_OPTIONS: _ours, ...inherited } = process.env;
  const child = spawn(binary, [`--inspect-port=${inspectorPort}`, ...nodeArgs, file], {
    cwd: folder,
    env: { ...inherited, ...env },
    stdio: 'pipe',
  });
  const lines: string[] = [];
  let rest = '';
  let errors = '';
  let wake: () => void = () => undefined;
  let hasEnded = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  // Written to after its end: the exit tells.
  child.stdin.on('error', () => undefined);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => {
      hasEnded = true;
      wake();
      resolve({ code, signal });
    });
  });
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = lines.findIndex((each) => pattern.test(each));
      if (found >= 0) return lines.splice(0, found + 1).at(-1) ?? '';
      if (hasEnded) throw new Error(`the program ended before ${pattern}; stderr: ${errors}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    pid: child.pid ?? -1,
    file,
    line,
    tell: (text) => child.stdin.write(`${text}\n`),
    errorText: () => errors,
    exited,
    end: async () => {
      if (!hasEnded) child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A program that answers on its standard input: `report` prints all that a guest could leave behind, `end` lets go of
 * everything so that it ends by itself. `extra` runs at its start.
 */
export function answeringProgram(kind: 'cjs' | 'mjs', extra = ''): string {
  const head =
    kind === 'cjs'
      ? `const { createInterface } = require('node:readline'); const fs = require('node:fs'); const loaded = () => Object.keys(require.cache).sort();`
      : `import { createInterface } from 'node:readline'; import fs from 'node:fs'; import { createRequire } from 'node:module';
         const loaded = () => Object.keys(createRequire(import.meta.url).cache).sort();`;
  return `${head}
    ${extra}
    const counted = (names) => Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((one) => one === name).length]));
    // Closing any socket makes Node 22 and later open process.stderr, so it is open from the start.
    const emitters = { process, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
    const descriptors = () => fs.readdirSync('/proc/self/fd').map((fd) => { try { return fs.readlinkSync('/proc/self/fd/' + fd).replace(/\\d+/g, ''); } catch { return 'closed'; } });
    const report = () => ({
      listeners: Object.fromEntries(Object.entries(emitters).map(([name, emitter]) => [name, emitter.eventNames().map((event) => String(event) + ' ' + emitter.listenerCount(event)).sort()])),
      handles: counted(process._getActiveHandles().map((handle) => handle.constructor.name)),
      requests: process._getActiveRequests().length,
      resources: counted(process.getActiveResourcesInfo()),
      descriptors: counted(descriptors()),
      loaded: loaded(),
      environment: Object.keys(process.env).filter((name) => /^(NODE_OPTIONS|PITSTOP)/.test(name)),
    });
    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => {
      if (line === 'report') console.log('report ' + JSON.stringify(report()));
      if (line === 'memory') console.log('memory ' + JSON.stringify(process.memoryUsage()));
      if (line === 'end') { console.log('ending'); lines.close(); process.stdin.unref?.(); }
    });
    console.log('ready');`;
}
