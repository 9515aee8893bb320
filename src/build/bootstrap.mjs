// Makes a fresh checkout able to run its own tasks: installs the packages when the lock file says so, finds a Node
// that runs TypeScript, and hands over. Plain JavaScript without packages, because it runs before there are any,
// on Node 20 as well.
//
//   node src/build/bootstrap.mjs TASK [arguments…]      TASK is a file of src/build/tasks

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const stampFile = path.join(root, 'node_modules', '.pitstop-lock');

/** True when the installed packages are those of the lock file. */
function isInstalled(lockHash) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash;
}

/**
 * Installs the locked packages; `npm install` and not `npm ci`, because that one refuses a lock file that was written
 * where a registry does not carry every platform's optional packages. Install scripts stay off: none is needed (native
 * parts come as files inside their packages), and the one package that has to be compiled, heapdump, is optional and
 * built by its own step.
 */
function installPackages() {
  const lockHash = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (isInstalled(lockHash)) return;
  process.stderr.write('pitstop: installing packages (once, about a minute)…\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(
    npm,
    ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (done.status !== 0) {
    process.stderr.write(
      `pitstop: \`npm install\` failed (exit ${done.status ?? done.error}); mend that and run again.\n`,
    );
    process.exit(2);
  }
  writeFileSync(stampFile, lockHash);
}

/** The Node that runs our TypeScript: this one from 22.18 on, else the one among the packages. */
function nodeForTasks() {
  const packaged = path.join(
    root,
    'node_modules',
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(packaged)) return packaged;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  process.stderr.write(
    `pitstop: needs Node 22.18 or later here; found ${process.version}, and no packaged Node for ${process.platform}-${process.arch}.\n`,
  );
  return process.exit(2);
}

const [task, ...rest] = process.argv.slice(2);
const taskFile = path.join(root, 'src', 'build', 'tasks', `${task}.ts`);
if (!task || !existsSync(taskFile)) {
  process.stderr.write(`pitstop: no task ${task ?? '(none)'}; the tasks are the scripts of package.json.\n`);
  process.exit(2);
}
installPackages();
const node = nodeForTasks();
const child = spawn(node, ['--disable-warning=ExperimentalWarning', taskFile, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    PITSTOP_SYSTEM_NODE: process.env.PITSTOP_SYSTEM_NODE ?? process.execPath,
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
