import * as vscode from 'vscode';
import type { ServerReview } from '../../protocol/reviews.ts';
import { neededDatabase } from '../database/connectDatabase.ts';
import { chosenFolder } from '../database/databaseChoice.ts';
import type { Commands } from './commandParts.ts';

/** An index that nothing read for so long is called unused. */
const countedDays = 7;

function outcomeWords({ findings, database, tables, indexes, problems }: ServerReview): string {
  const count = findings.length;
  const words =
    count === 0
      ? vscode.l10n.t('Nothing to advise on {0}: {1} tables, {2} indexes.', database, tables, indexes)
      : count === 1
        ? vscode.l10n.t('One finding about {0}.', database)
        : vscode.l10n.t('{0} findings about {1}.', count, database);
  return [words, ...problems.map(({ where, what }) => `${where}: ${what}.`)].join(' ');
}

/** A look at the connected server as a whole; what is found stands in Findings. */
export const serverReviewCommands: Commands<'reviewServer'> = {
  reviewServer: async (parts) => {
    await neededDatabase(parts);
    const client = await parts.link.client();
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Looking at the server'),
      cancellable: true,
    };
    const review = await vscode.window.withProgress(options, async (_view, token) => {
      const aborting = new AbortController();
      token.onCancellationRequested(() => aborting.abort());
      return client.request('database/review', { folder: chosenFolder(), countedDays }, { signal: aborting.signal });
    });
    const [first] = review.findings;
    if (first !== undefined) parts.panels.open({ tab: 'overview', findingId: first.findingId });
    void vscode.window.showInformationMessage(`Pitstop: ${outcomeWords(review)}`);
  },
};
