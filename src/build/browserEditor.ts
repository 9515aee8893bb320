import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { currentPlatform, root } from './bundle.ts';
import { codeServerFolder } from './editorTools.ts';
import { packagedNode } from './nodeTools.ts';
import { buildPackage } from './packaging.ts';

/** An editor in the browser, with Pitstop installed. */
export type BrowserEditor = {
  readonly url: string;
  /** Whoever can reach the port can run commands by the editor: so it asks for this. */
  readonly password: string;
  readonly stop: () => Promise<void>;
};

const settings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
};
const stopMs = 4_000;

/** True where `npm run tools` has set up code-server. */
export function hasBrowserEditor(): boolean {
  return existsSync(codeServerFolder);
}

/**
 * Packages the extension, installs it into a code-server with folders of its own, and serves the checkout on a free
 * loopback port.
 */
export async function startBrowserEditor(): Promise<BrowserEditor> {
  const home = path.join(root, 'out', 'editor');
  const userData = path.join(home, 'data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  const entry = path.join(codeServerFolder, 'out', 'node', 'entry.js');
  const common = [entry, '--user-data-dir', userData, '--extensions-dir', path.join(home, 'extensions')];
  const { file } = await buildPackage(currentPlatform());
  const installed = spawnSync(packagedNode, [...common, '--install-extension', file, '--force'], { encoding: 'utf8' });
  if (installed.status !== 0) throw new Error(`installing ${file} failed: ${installed.stdout}${installed.stderr}`);
  const password = randomBytes(9).toString('base64url');
  const options = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  const child = spawn(packagedNode, [...common, '--auth', 'password', '--bind-addr', '127.0.0.1:0', ...options], {
    detached: true,
    // It was set up without its native log writer, and complains of that at length.
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PASSWORD: password, XDG_CONFIG_HOME: home },
  });
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {
      // The group is gone already, which is what is wanted.
    }
  };
  const ended = once(child, 'exit');
  const stop = async () => {
    signalGroup('SIGTERM');
    const timer = setTimeout(() => signalGroup('SIGKILL'), stopMs);
    if (child.exitCode === null && child.signalCode === null) await ended;
    clearTimeout(timer);
    signalGroup('SIGKILL');
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /HTTP server listening on (http:\/\/\S+?)\/?$/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return { url: `${address}/?folder=${encodeURIComponent(root)}`, password, stop };
  }
  await stop();
  throw new Error('code-server ended at its start');
}
