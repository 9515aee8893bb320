import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { packagedNode } from './nodeTools.ts';
import { ensureTool, npmInstall, reportStep, runVisibly, ToolMissing, toolsFolder } from './tools.ts';

const codeServerVersion = '4.139.1';

/** The folder of the code-server package. It is there after `ensureCodeServer`. */
export const codeServerFolder = path.join(toolsFolder, 'code-server', 'node_modules', 'code-server');

/**
 * Sets up code-server, a VS Code served to a browser. Its own installer compiles native modules (two minutes and a
 * compiler); here the three package folders are installed one by one without scripts. What is lost by that is only
 * the log files of Output channels.
 */
export function ensureCodeServer(): void {
  if (!existsSync(packagedNode)) {
    throw new ToolMissing(`code-server needs Node 24, and there is no packaged one at ${packagedNode}`);
  }
  ensureTool({
    name: 'code-server',
    stamp: codeServerVersion,
    install: (folder) => {
      npmInstall(folder, ['--prefix', folder, `code-server@${codeServerVersion}`]);
      const editor = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
      npmInstall(editor, ['--omit=dev']);
      npmInstall(path.join(editor, 'extensions'), ['--omit=dev']);
    },
  });
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: the next one is looked at.
    }
  }
  return undefined;
}

/** The Chromium of this machine: `PITSTOP_CHROMIUM`, else the first known name on the path. */
export function chromiumBinary(): string | undefined {
  const chosen = process.env['PITSTOP_CHROMIUM'];
  if (chosen !== undefined) return chosen;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']) {
    const found = onPath(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How `apt-get` can be run here, or undefined where this user cannot. */
function aptPrefix(): readonly string[] | undefined {
  if (onPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  const sudo = onPath('sudo');
  if (sudo === undefined) return undefined;
  if (process.stdin.isTTY) return [sudo];
  return spawnSync(sudo, ['-n', 'true']).status === 0 ? [sudo, '-n'] : undefined;
}

/** Asks before the machine is changed. Nobody is asked in CI, with `--yes`, or where nobody could answer. */
async function mayInstall(consent: 'given' | 'ask'): Promise<boolean> {
  if (consent === 'given' || process.env['CI'] === 'true' || !process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Install it now? [Y/n] ');
  terminal.close();
  return !/^n/i.test(answer.trim());
}

/** Sets up Chromium by the system's packages where there is none. Says what it installs, and asks before. */
export async function ensureChromium(consent: 'given' | 'ask'): Promise<void> {
  const startedAt = performance.now();
  const present = chromiumBinary();
  if (present !== undefined) {
    reportStep('chromium', `${present}, there already`, startedAt);
    return;
  }
  const commands = ['apt-get update', 'apt-get install --yes --no-install-recommends chromium fonts-dejavu-core'];
  const prefix = aptPrefix();
  if (prefix === undefined) {
    throw new ToolMissing(
      `the editor suite needs Chromium, and this user cannot install it. Run as root:  ${commands.join(' && ')}\n` +
        'or set PITSTOP_CHROMIUM to a Chromium of yours; or run the other suites:  npm test -- --only unit',
    );
  }
  process.stderr.write(`pitstop: the editor suite needs Chromium; it comes by \`${commands.join(' && ')}\`.\n`);
  if (!(await mayInstall(consent))) {
    throw new ToolMissing('Chromium was not installed; set PITSTOP_CHROMIUM, or run  npm test -- --only unit');
  }
  for (const line of commands) {
    const [command = '', ...args] = [...prefix, ...line.split(' ')];
    runVisibly(command, args, { cwd: toolsFolder, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  const installed = chromiumBinary();
  if (installed === undefined) throw new ToolMissing('apt-get installed chromium, and it is not on the path');
  reportStep('chromium', `${installed}, installed`, startedAt);
}
