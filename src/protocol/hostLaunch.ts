import type { HostAddress } from './hostChannel.ts';

/** What the editor tells the host at its start, as the `initializationOptions` of the language server protocol. */
export type HostLaunchOptions = {
  /** Folder of the workspace's own data: the store, and the captures where no other folder is set. */
  readonly dataFolder: string;
  /** Folder for captures that the user chose, absolute; null for the one inside the data folder. */
  readonly capturesFolder: string | null;
  /** Folder of a PostgreSQL installation that the user chose for our own server, absolute; null to look for one. */
  readonly postgresFolder: string | null;
};

/** What the host adds to its initialise result: the way into its channel. */
export type HostLaunchAnswer = { readonly hostAddress: HostAddress };

/** How the folder of a host's data begins that is removed with the host; its process id follows. */
export const temporaryDataPrefix = 'pitstop-run-';
