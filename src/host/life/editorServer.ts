import {
  createConnection,
  ProposedFeatures,
  type Connection,
  type InitializeResult,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import type { HostLaunchAnswer, HostLaunchOptions } from '../../protocol/hostLaunch.ts';
import { fields, filledText, orNull } from '../channel/parsers.ts';

/** What the editor says at the start: the folders, and null where it leaves them to us. */
export type EditorLaunch = Omit<HostLaunchOptions, 'dataFolder'> & { readonly dataFolder: string | null };

const launchOptions = fields({
  dataFolder: filledText,
  capturesFolder: orNull(filledText),
  postgresFolder: orNull(filledText),
});

/** What the host answers with: the way into its channel, and the editor features it serves. */
export type EditorAnswer = HostLaunchAnswer & { readonly capabilities: ServerCapabilities };

/**
 * Speaks LSP with the editor that forked this process. `start` opens the host for the folders and registers the editor
 * features on the connection; the address of the channel goes into the initialise result as `hostAddress`.
 * `stop` runs at the editor's shutdown request, before it is answered.
 */
export function serveEditor(
  start: (launch: EditorLaunch, connection: Connection) => Promise<EditorAnswer>,
  stop: () => Promise<void>,
): void {
  const connection = createConnection(ProposedFeatures.all);
  connection.onInitialize(async ({ initializationOptions }): Promise<InitializeResult & HostLaunchAnswer> => {
    const launch =
      initializationOptions === undefined || initializationOptions === null
        ? { dataFolder: null, capturesFolder: null, postgresFolder: null }
        : launchOptions(initializationOptions, 'initializationOptions');
    return { ...(await start(launch, connection)), serverInfo: { name: 'pitstop' } };
  });
  connection.onShutdown(stop);
  connection.listen();
}
