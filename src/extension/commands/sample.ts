import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import type { HostClient } from '../../channel/hostClient.ts';
import { loadFields, wholeLoadPlan } from '../../channel/loadFile.ts';
import { Failure } from '../../protocol/failures.ts';
import type { LoadPlan } from '../../protocol/loadRun.ts';
import { spanText } from '../../format/figures.ts';
import { rememberSamplePort, sampleFile } from '../workload/samplePorts.ts';
import { runWatched } from './launchTask.ts';
import type { CommandParts, Commands } from './commandParts.ts';

/** How long the sample is kept at work, unless the user ends it: enough for two snapshots and a look around. */
const loadSeconds = 300;
const listenMs = 60_000;
/** One for each story: it grows, it is slow, which size. */
const tourFaults = 'session-map,missing-index,pool-size';

/** A PostgreSQL for the sample: the embedded one, else the one the user names. Undefined where the user names none. */
async function databaseUrl(client: HostClient): Promise<string | undefined> {
  const title = vscode.l10n.t('Starting PostgreSQL for the sample');
  try {
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, async () => {
      const { url } = await client.request('postgres/startEmbedded', {});
      return url;
    });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'postgresFailed') throw error;
    return vscode.window.showInputBox({
      title: vscode.l10n.t('The sample keeps its history in PostgreSQL'),
      prompt: vscode.l10n.t('{0}. Or name a server and an empty database for it:', error.message),
      placeHolder: 'postgres://user:password@127.0.0.1:5432/sample',
      password: true,
      ignoreFocusOut: true,
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address of this kind.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Nobody listens yet.
    return false;
  } finally {
    socket.destroy();
  }
}

/** Resolves when somebody listens on the port. Rejects after a minute. */
async function listening(port: number): Promise<void> {
  const until = Date.now() + listenMs;
  while (!(await isListening(port))) {
    if (Date.now() > until) throw new Error(vscode.l10n.t('The sample does not listen; its terminal says why.'));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The load that comes with the sample, for its port and for longer. */
async function samplePlan(context: vscode.ExtensionContext, port: number): Promise<LoadPlan> {
  const text = await readFile(sampleFile(context, 'dist', 'sample', 'turns.json'), 'utf8');
  const plan = wholeLoadPlan(loadFields(text, { PORT: String(port) }));
  return { ...plan, seconds: loadSeconds, iterationsMax: null };
}

/** Keeps the sample at work, until the time is over or the user ends it. */
async function applyLoad({ context, link }: CommandParts, port: number): Promise<void> {
  const client = await link.client();
  const plan = await samplePlan(context, port);
  const title = vscode.l10n.t('Customers talk to the sample');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (view, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    await listening(port);
    await client.request(
      'load/run',
      { plan, allowRemote: false },
      {
        signal: cancel.signal,
        onProgress: ({ done, total }) =>
          view.report({
            message: total === null ? spanText(done) : vscode.l10n.t('{0} of {1}', spanText(done), spanText(total)),
          }),
      },
    );
  });
}

/** The sample that comes with the extension: its source, and a run of it with a fault to find. */
export const sampleCommands: Commands<'openSample' | 'launchSample'> = {
  openSample: async ({ context }, argument) => {
    const name = typeof argument === 'string' ? path.basename(argument) : 'gateway.ts';
    const uri = vscode.Uri.file(sampleFile(context, 'src', 'sample', name));
    await vscode.window.showTextDocument(uri, { preview: false });
  },
  launchSample: async (parts) => {
    const client = await parts.link.client();
    const url = await databaseUrl(client);
    if (url === undefined || url === '') return;
    const port = await freePort();
    const gateway = sampleFile(parts.context, 'dist', 'sample', 'gateway.cjs');
    const targetId = await runWatched(parts, {
      name: vscode.l10n.t('Sample gateway'),
      folder: path.dirname(gateway),
      program: 'node',
      args: [gateway],
      environment: { DATABASE_URL: url, PORT: String(port), PITSTOP_SAMPLE_FAULTS: tourFaults },
      optionsFor: 'all',
    });
    const pid = parts.facts.targets.find((target) => target.targetId === targetId)?.pid;
    if (pid !== undefined) rememberSamplePort(pid, port);
    if (targetId !== undefined) parts.panels.open({ tab: 'overview', targetId });
    await applyLoad(parts, port);
  },
};
