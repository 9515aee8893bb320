import * as vscode from 'vscode';
import { connectDatabase } from '../database/connectDatabase.ts';
import { chosenFolder, forgetChoice } from '../database/databaseChoice.ts';
import type { Commands } from './commandParts.ts';

/** The server that plans are asked of. */
export const databaseCommands: Commands<'connectDatabase' | 'disconnectDatabase'> = {
  connectDatabase: async (parts) => {
    const { label, version } = await connectDatabase(parts);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('Pitstop: connected to {0}, PostgreSQL {1}', label, version),
      5_000,
    );
  },
  disconnectDatabase: async ({ context, link }) => {
    const client = await link.client();
    await client.request('database/disconnect', {});
    await forgetChoice(context, chosenFolder());
    vscode.window.setStatusBarMessage(vscode.l10n.t('Pitstop: disconnected, and the choice is forgotten'), 3_000);
  },
};
