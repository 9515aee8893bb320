import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.ts';
import { reportStep } from './tools.ts';

/** The user's own Node, which runs their programs and for which heapdump is built; ours is another. */
export function systemNode(): string {
  return process.env['PITSTOP_SYSTEM_NODE'] ?? process.execPath;
}

/** True where heapdump was built for this Node. */
export function loadsHeapdump(node: string): boolean {
  return spawnSync(node, ['-e', 'require("heapdump")'], { cwd: root, stdio: 'ignore' }).status === 0;
}

const logFile = path.join(root, 'out', 'heapdump.log');

/** Headers that came with this Node, so that none have to be fetched; undefined where it came without. */
function headersOf(node: string): string | undefined {
  const folder = path.resolve(path.dirname(realpathSync(node)), '..');
  return existsSync(path.join(folder, 'include', 'node', 'node.h')) ? folder : undefined;
}

/**
 * Builds heapdump, an optional package and the only one that has to be compiled, for the user's Node. Nothing depends on
 * it: without a compiler it is left, which is said in one line. Takes some ten seconds when it is not there.
 */
export function ensureHeapdump(): void {
  const startedAt = performance.now();
  const node = systemNode();
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const report = (what: string) => reportStep('heapdump', what, startedAt);
  if (!existsSync(path.join(root, 'node_modules', 'heapdump'))) {
    report('not among the packages; nothing needs it');
    return;
  }
  if (loadsHeapdump(node)) {
    report(`for Node ${version}, there already`);
    return;
  }
  const headers = headersOf(node);
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name));
  const built = spawnSync('npm', ['rebuild', 'heapdump', '--ignore-scripts=false', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...Object.fromEntries(inherited),
      // npm runs on the Node that is first on the path, and builds for that one.
      PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      ...(headers === undefined ? {} : { npm_config_nodedir: headers }),
    },
    shell: process.platform === 'win32',
  });
  if (built.status === 0 && loadsHeapdump(node)) {
    report(`for Node ${version}, built`);
    return;
  }
  mkdirSync(path.dirname(logFile), { recursive: true });
  writeFileSync(logFile, `${built.stdout}${built.stderr}${built.error?.message ?? ''}`);
  report(`not built for Node ${version} (no compiler?); nothing needs it; see ${path.relative(root, logFile)}`);
}
