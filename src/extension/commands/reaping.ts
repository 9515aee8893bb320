import * as vscode from 'vscode';
import { bytesText, spanText } from '../../format/figures.ts';
import type { LedgerProcess, ReapedProcess } from '../../protocol/ledger.ts';
import type { Commands } from './commandParts.ts';

type ProcessItem = vscode.QuickPickItem & { readonly process: LedgerProcess };

const memoryOf = (processes: readonly LedgerProcess[]): string => {
  const known = processes.flatMap(({ pssBytes }) => (pssBytes === null ? [] : [pssBytes]));
  return known.length === 0 ? '' : bytesText(known.reduce((sum, bytes) => sum + bytes, 0));
};

function itemOf(process: LedgerProcess, isPicked: boolean): ProcessItem {
  const { name, pid, ageMs, orphanReason, duplicateOf, command } = process;
  const why = orphanReason ?? (duplicateOf === null ? '' : vscode.l10n.t('The same as process {0}.', duplicateOf));
  return {
    label: name,
    description: [`pid ${pid}`, vscode.l10n.t('up {0}', spanText(ageMs)), memoryOf([process])]
      .filter((word) => word !== '')
      .join(' · '),
    detail: `${why} ${command}`,
    picked: isPicked,
    process,
  };
}

/** Lets the user tick what is to end; the title says what would come free. Undefined where nothing is to end. */
async function ticked(items: readonly ProcessItem[]): Promise<readonly LedgerProcess[] | undefined> {
  const pick = vscode.window.createQuickPick<ProcessItem>();
  const tell = (chosen: readonly ProcessItem[]) => {
    const memory = memoryOf(chosen.map(({ process }) => process));
    pick.title =
      memory === ''
        ? vscode.l10n.t('Reap Orphans')
        : vscode.l10n.t('Reap Orphans: {0} ticked, {1} would come free', chosen.length, memory);
  };
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.placeholder = vscode.l10n.t('Tick the processes to end: told to end first, killed when they stay');
  pick.items = items;
  pick.selectedItems = items.filter(({ picked }) => picked === true);
  tell(pick.selectedItems);
  pick.onDidChangeSelection(tell);
  pick.show();
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems.map(({ process }) => process)));
      pick.onDidHide(() => resolve(undefined));
    });
  } finally {
    pick.dispose();
  }
}

function outcomeWords(reaped: readonly ReapedProcess[]): string {
  const over = reaped.filter(({ outcome }) => outcome === 'ended' || outcome === 'killed' || outcome === 'gone');
  const freed = reaped.reduce((sum, { freedBytes }) => sum + (freedBytes ?? 0), 0);
  const kept = reaped
    .filter((one) => !over.includes(one))
    .map(({ name, pid, reason }) => `${name} (${pid}): ${reason ?? ''}`);
  const words = vscode.l10n.t(
    '{0} of {1} processes ended, {2} came free.',
    over.length,
    reaped.length,
    bytesText(freed),
  );
  return [words, ...kept].join(' ');
}

const pidIn = (argument: unknown): number | undefined =>
  typeof argument === 'object' && argument !== null && 'pid' in argument && typeof argument.pid === 'number'
    ? argument.pid
    : undefined;

/** Ends what is left over, as far as the user ticks it. Called for one process, only that one is ticked. */
export const reapingCommands: Commands<'reapOrphans'> = {
  reapOrphans: async ({ link, panels }, argument) => {
    const client = await link.client();
    const { processes } = await client.request('ledger/read', { pid: null });
    const pid = pidIn(argument);
    const possible = processes.filter(
      (one) => one.keepReason === null && (one.orphan || (one.pid === pid && one.duplicateOf !== null)),
    );
    if (possible.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No orphans: every process has somebody who speaks to it.'),
      );
      return;
    }
    const chosen = await ticked(possible.map((one) => itemOf(one, pid === undefined || one.pid === pid)));
    if (chosen === undefined || chosen.length === 0) return;
    const { reaped } = await client.request('ledger/reap', {
      processes: chosen.map(({ pid: chosenPid, startKey }) => ({ pid: chosenPid, startKey })),
    });
    panels.open({ tab: 'processes' });
    void vscode.window.showInformationMessage(outcomeWords(reaped));
  },
};
