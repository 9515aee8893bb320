import type { Connection, ServerCapabilities } from 'vscode-languageserver/node';
import type { HostAddress } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';
import { defaultDataFolder, openDataFolders, removeLeftFolders, type DataFolders } from './dataFolders.ts';
import { serveEditor } from './editorServer.ts';
import { watchEndings } from './endings.ts';
import { hostArguments, type HostArguments } from './hostArguments.ts';
import { hostProgram, type HostProgram } from './hostProgram.ts';
import { reportError } from './reportError.ts';
import { stopList, type StopList } from './stopList.ts';

/** What the parts are built from. */
export type HostLife = {
  readonly program: HostProgram;
  readonly folders: DataFolders;
  /** Each part that holds something adds its stop. */
  readonly stops: StopList;
  /** Ends the process with all it started. */
  readonly end: (reason: string) => void;
  /** The language server's connection; null for a headless host. */
  readonly editor: Connection | null;
};

/** Builds the parts, opens the channel and gives its address. */
export type BuildHost = (life: HostLife) => Promise<HostAddress>;

/** The process ends within `shutdownMs`; what is left of it after the parts have stopped is for the exit itself. */
const exitMs = 300;

function dataFolderOf({ data }: HostArguments): string | null {
  if (data.kind === 'temporary') return null;
  return data.kind === 'folder' ? data.folder : defaultDataFolder(process.cwd(), process.env);
}

/** An exit waits for threads that the system holds, such as one that opens a file of a lost network folder; a kill does not. */
function leave(exitCode: number, isInTime: boolean): void {
  if (isInTime) process.exit(exitCode);
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Lives as this process was asked to: forked by the editor it speaks LSP; headless it prints its address as one line of
 * JSON on standard output and lives until its standard input closes.
 */
export function liveAsHost(build: BuildHost, capabilities: ServerCapabilities): void {
  const asked = hostArguments(process.argv.slice(2), process.env);
  const stops = stopList(limits.shutdownMs.value - exitMs, reportError);
  const end = watchEndings(asked.mode === 'headless' ? 'stdin' : 'ipc', reportError, ({ exitCode }) => {
    stops.stopAll().then((isInTime) => leave(exitCode, isInTime), reportError);
  });
  const start = async (
    chosen: { readonly data: string | null; readonly captures: string | null; readonly postgres: string | null },
    editor: Connection | null,
  ) => {
    removeLeftFolders();
    const folders = openDataFolders(chosen);
    stops.add('data folders', folders.close);
    return build({ program: hostProgram(process.argv[1] ?? ''), folders, stops, end, editor });
  };
  if (asked.mode === 'editor') {
    serveEditor(
      async ({ dataFolder, capturesFolder: captures, postgresFolder: postgres }, connection) => ({
        hostAddress: await start({ data: dataFolder ?? dataFolderOf(asked), captures, postgres }, connection),
        capabilities,
      }),
      async () => void (await stops.stopAll()),
    );
    return;
  }
  start({ data: dataFolderOf(asked), captures: null, postgres: null }, null).then(
    (address) => process.stdout.write(`${JSON.stringify(address)}\n`),
    (error: unknown) => {
      // Caught like any other error of the process: reported, and everything stopped.
      setImmediate(() => {
        throw error;
      });
    },
  );
}
