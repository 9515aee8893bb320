import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { codeServerFolder } from '../../../src/build/editorTools.ts';
import { packagedNode } from '../../../src/build/nodeTools.ts';
import { until } from './until.ts';

/** A running code-server with user data, extensions and a home of its own. */
export type CodeServer = {
  readonly port: number;
  readonly pid: number;
  /** The user's home as the editor and everything it starts see it. */
  readonly home: string;
  readonly extensionsFolder: string;
  /** Text of all log files whose path contains `part`, newest window last. */
  readonly logs: (part: string) => string;
  readonly stop: () => Promise<void>;
};

/** Whatever pops up by itself, covers the editor, or reaches for the network, is off. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.editor.enablePreview': false,
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Dark 2026',
  'window.autoDetectColorScheme': false,
  'window.dialogStyle': 'custom',
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
  'typescript.disableAutomaticTypeAcquisition': true,
};

/** A loopback port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the port server has no port');
  return address.port;
}

/** The machine's environment without the editor's own variables, and with `home` for everything that is the user's. */
function privateEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && !name.startsWith('VITEST') && name !== 'ELECTRON_RUN_AS_NODE',
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already, which is what is wanted.
  }
}

async function answersHealthily(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
  await answer.arrayBuffer();
  return answer.ok;
}

/**
 * Starts code-server on a free loopback port. `vsix` is installed first, as a user would. With `trust` the editor asks
 * whether a folder is trusted; else every folder is.
 */
export async function startCodeServer(options: {
  readonly trust: 'every folder' | 'ask';
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}): Promise<CodeServer> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'pitstop-editor-'));
  const userData = path.join(home, 'data');
  const extensionsFolder = path.join(home, 'extensions');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  mkdirSync(extensionsFolder);
  writeFileSync(
    path.join(userData, 'User', 'settings.json'),
    JSON.stringify({
      ...quietSettings,
      ...(options.trust === 'ask' ? { 'security.workspace.trust.startupPrompt': 'never' } : {}),
      ...options.settings,
    }),
  );
  const env = privateEnvironment(home);
  const entry = path.join(codeServerFolder, 'out', 'node', 'entry.js');
  const common = [entry, '--user-data-dir', userData, '--extensions-dir', extensionsFolder];
  if (options.vsix !== undefined) {
    const done = spawnSync(packagedNode, [...common, '--install-extension', options.vsix, '--force'], {
      env,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`installing ${options.vsix} failed: ${done.stdout}${done.stderr}`);
  }
  const port = await freePort();
  const server = spawn(
    packagedNode,
    [
      ...common,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(options.trust === 'every folder' ? ['--disable-workspace-trust'] : []),
    ],
    { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = once(server, 'exit');
  const { pid } = server;
  if (pid === undefined) throw new Error(`code-server did not start with ${packagedNode}`);
  const stop = async () => {
    signalGroup(pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), 4_000);
    if (server.exitCode === null && server.signalCode === null) await ended;
    clearTimeout(timer);
    signalGroup(pid, 'SIGKILL');
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await until('code-server listening', () => answersHealthily(port), 30_000);
  } catch (error) {
    await stop();
    throw new Error(`code-server did not answer:\n${output}`, { cause: error });
  }
  return {
    port,
    pid,
    home,
    extensionsFolder,
    logs: (part) =>
      globSync('logs/**/*.log', { cwd: userData })
        .filter((file) => file.includes(part))
        .toSorted()
        .map((file) => `== ${file}\n${readFileSync(path.join(userData, file), 'utf8')}`)
        .join('\n'),
    stop,
  };
}
