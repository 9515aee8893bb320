import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import { reportFailure } from '../reportFailure.ts';
import { applyingCommands } from './applying.ts';
import { attachCommands } from './attach.ts';
import type { CommandParts, Commands } from './commandParts.ts';
import { databaseCommands } from './database.ts';
import { findingCommands } from './findings.ts';
import { hostCommands } from './hostCommands.ts';
import { huntCommands } from './hunts.ts';
import { launchCommands } from './launch.ts';
import { poolCommands } from './pools.ts';
import { profileCommands } from './profiles.ts';
import { queryCommands } from './queries.ts';
import { reapingCommands } from './reaping.ts';
import { reportCommands } from './report.ts';
import { sampleCommands } from './sample.ts';
import { serverReviewCommands } from './serverReview.ts';
import { sharingCommands } from './sharing.ts';
import { snapshotCommands } from './snapshots.ts';

const all: Commands<CommandId> = {
  ...hostCommands,
  ...attachCommands,
  ...launchCommands,
  ...snapshotCommands,
  ...profileCommands,
  ...sharingCommands,
  ...findingCommands,
  ...applyingCommands,
  ...reportCommands,
  ...databaseCommands,
  ...queryCommands,
  ...serverReviewCommands,
  ...huntCommands,
  ...poolCommands,
  ...reapingCommands,
  ...sampleCommands,
};

/** Registers every command of the list. What goes wrong in one is told to the user, not to the editor. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const registered = Object.entries(all).map(([id, command]) =>
    vscode.commands.registerCommand(`pitstop.${id}`, async (argument: unknown) => {
      try {
        await command(parts, argument);
      } catch (error) {
        await reportFailure(error, parts.log);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
