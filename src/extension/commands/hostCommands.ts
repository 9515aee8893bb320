import os from 'node:os';
import * as vscode from 'vscode';
import type { PanelView } from '../../protocol/panelChannel.ts';
import { settings } from '../contributions.ts';
import type { CommandParts, Commands } from './commandParts.ts';

/** What the panel can be opened at. */
const subjects = ['targetId', 'captureId', 'planId', 'experimentId', 'findingId', 'huntId'] as const;

function viewIn(argument: unknown): PanelView | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const given: { readonly [name: string]: unknown } = { ...argument };
  const { tab } = given;
  const subject: Partial<Record<(typeof subjects)[number], string>> = Object.fromEntries(
    subjects.flatMap((name) => (typeof given[name] === 'string' ? [[name, given[name]]] : [])),
  );
  if (typeof tab === 'string') return { tab, ...subject };
  if ('captureId' in subject) return { tab: 'memory', ...subject };
  return 'targetId' in subject ? { tab: 'overview', ...subject } : undefined;
}

/** What helps to understand a problem: versions, settings that were changed, and the host's own state. No names of files of the user. */
async function diagnostics({ context, process: host, link, facts }: CommandParts): Promise<string> {
  const { version }: { version?: unknown } = context.extension.packageJSON;
  const configuration = vscode.workspace.getConfiguration('pitstop');
  const changed = Object.keys(settings).filter((id) => {
    const found = configuration.inspect(id);
    return found?.globalValue !== undefined || found?.workspaceValue !== undefined;
  });
  const lines = [
    `Pitstop ${String(version)}`,
    `Editor ${vscode.version} (${vscode.env.appName}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`,
    `Node ${process.versions.node}, ${os.platform()}-${os.arch()} ${os.release()}, ${os.cpus().length} cores`,
    `Trusted: ${vscode.workspace.isTrusted}`,
    `Settings changed: ${changed.length === 0 ? 'none' : changed.join(', ')}`,
    `Host: ${host.life.kind}${'reason' in host.life ? ` (${host.life.reason})` : ''}`,
    `Targets: ${facts.targets.map(({ state, nodeVersion }) => `${state} on ${nodeVersion}`).join(', ') || 'none'}`,
    `Captures: ${facts.captures.length}, findings: ${facts.findings.length}`,
  ];
  if (host.life.kind !== 'running') return lines.join('\n');
  const client = await link.client();
  const { storeFile: _file, capturesFolder: _folder, ...state } = await client.request('host/state', {});
  return [...lines, `Host state: ${JSON.stringify(state, null, 2)}`].join('\n');
}

/** The panel, and the host's own affairs. */
export const hostCommands: Commands<'openPanel' | 'restartHost' | 'showLogs' | 'copyDiagnostics'> = {
  openPanel: ({ panels }, argument) => panels.open(viewIn(argument)),
  restartHost: ({ process: host }) =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Restarting the Pitstop host') },
      () => host.restart(),
    ),
  showLogs: ({ log }) => log.show(),
  copyDiagnostics: async (parts) => {
    await vscode.env.clipboard.writeText(await diagnostics(parts));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Pitstop: diagnostics copied'), 3_000);
  },
};
