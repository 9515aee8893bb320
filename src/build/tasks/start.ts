import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hasBrowserEditor, startBrowserEditor, type BrowserEditor } from '../browserEditor.ts';
import { bundleAll, currentPlatform, root } from '../bundle.ts';

/**
 * `npm start [-- --once] [--editor]`: builds and runs the demonstration. On a terminal it goes on until Ctrl-C; else,
 * and with `--once`, it ends by itself. `--editor` serves the same in an editor for the browser.
 */
const { values } = parseArgs({ options: { once: { type: 'boolean' }, editor: { type: 'boolean' } } });
const isOnce = values.once === true || !process.stdout.isTTY;

/** Aborted at the first signal. One Ctrl-C comes to us twice: from the terminal, and from the bootstrap. */
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());

/** Ends a group that we started, at once. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Builds heapdump at the lowest priority beside everything else; how that goes is of no matter here. */
function buildHeapdumpBeside(): ChildProcess {
  const task = path.join(root, 'src', 'build', 'tasks', 'heapdump.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', task], {
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => undefined);
  if (child.pid !== undefined) os.setPriority(child.pid, os.constants.priority.PRIORITY_LOW);
  return child;
}

/** Runs the story. It has a group and an IPC channel of its own: Ctrl-C reaches it once, and our end ends it. */
async function runDemo(): Promise<number> {
  if (ending.signal.aborted) return 130;
  const args = ['demo', '--data', path.join(root, 'out', 'demo'), ...(isOnce ? ['--once'] : [])];
  const child = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
    cwd: root,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  ending.signal.addEventListener('abort', () => child.kill('SIGINT'));
  const [code] = await once(child, 'exit');
  if (ending.signal.aborted) return 130;
  return typeof code === 'number' ? code : 1;
}

/** Opens VS Code on the checkout with the extension, where it is installed and somebody is there. */
function openDesktopEditor(): void {
  if (isOnce || values.editor === true) return;
  const found = spawnSync('code', ['--version'], { stdio: 'ignore' });
  if (found.status !== 0) return;
  spawnSync('code', [`--extensionDevelopmentPath=${root}`, root], { stdio: 'ignore' });
}

async function openBrowserEditor(): Promise<BrowserEditor | undefined> {
  if (values.editor !== true) return undefined;
  if (!hasBrowserEditor()) {
    process.stdout.write('   no editor for the browser here; `npm run tools` sets one up\n');
    return undefined;
  }
  const editor = await startBrowserEditor();
  process.stdout.write(`   the editor: ${editor.url}   password: ${editor.password}\n`);
  return editor;
}

const startedAt = performance.now();
await bundleAll({ out: path.join(root, 'dist'), platform: currentPlatform(), kind: 'development' });
process.stdout.write(`ok ${`${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(8)}  built\n`);
const heapdump = buildHeapdumpBeside();
let editor: BrowserEditor | undefined;
let code = 2;
try {
  editor = await openBrowserEditor();
  openDesktopEditor();
  code = await runDemo();
} finally {
  killGroup(heapdump);
  await editor?.stop();
}
process.exit(code);
