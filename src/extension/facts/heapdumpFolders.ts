import * as vscode from 'vscode';
import type { HostClient } from '../../channel/hostClient.ts';
import type { HostLink } from '../connection/hostLink.ts';
import { setting } from '../settings.ts';
import type { HostFacts } from './hostFacts.ts';

/**
 * Lets the host watch the folders of the setting, and the folder of each target that has heapdump loaded, since that is
 * where it writes on SIGUSR2. Returns its stop.
 */
export function keepHeapdumpFolders(facts: HostFacts, link: HostLink): vscode.Disposable {
  let client: HostClient | undefined;
  let asked = new Set<string>();
  const watch = () => {
    const ofTargets = facts.watched.flatMap(({ hasHeapdump, folder }) => (hasHeapdump ? [folder] : []));
    for (const folder of [...setting('heapdump.watchFolders'), ...ofTargets]) {
      if (client === undefined || asked.has(folder)) continue;
      asked.add(folder);
      // A folder that cannot be watched is told in the host's notices; the program is watched all the same.
      void client.request('captures/watchFolder', { folder }).catch(() => asked.delete(folder));
    }
  };
  return vscode.Disposable.from(
    link.onConnected((connected) => {
      client = connected;
      asked = new Set();
      watch();
    }),
    facts.onDidChange((what) => {
      if (what === 'targets') watch();
    }),
  );
}
