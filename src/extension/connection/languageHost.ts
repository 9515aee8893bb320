import type * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';
import type { HostAddress } from '../../protocol/hostChannel.ts';
import type { HostLaunchAnswer, HostLaunchOptions } from '../../protocol/hostLaunch.ts';
import { inlineNotifications, type FileMarks } from '../../protocol/inlineMarks.ts';
import { sourceLanguages, sqlLanguages } from '../contributions.ts';

/** How to run the host. `runtime` is a Node executable; undefined for the editor's own. */
export type HostCommand = {
  readonly module: string;
  readonly runtime: string | undefined;
  readonly execArgv: readonly string[];
  readonly cwd: string | undefined;
  readonly options: HostLaunchOptions;
};

/** A running host: its language client, and the way into its channel. */
export type LanguageHost = {
  readonly address: HostAddress;
  readonly pid: number | undefined;
  readonly setInline: (isShown: boolean) => void;
  readonly stop: () => Promise<void>;
};

export type HostListener = {
  readonly onMarks: (marks: FileMarks) => void;
  /** The host ended and we did not ask for it. */
  readonly onEnd: () => void;
};

/** What links in hovers may run. */
const enabledCommands = [
  'showDiff',
  'showPath',
  'openPanel',
  'applyAdvice',
  'undoAdvice',
  'verifyFinding',
  'rehunt',
  'dismissFinding',
].map((id) => `pitstop.${id}`);

/** How long the host may take to end before it is killed, for the language client. */
const stopMs = 2_000;

function isHostAnswer(value: unknown): value is HostLaunchAnswer {
  return typeof value === 'object' && value !== null && 'hostAddress' in value;
}

/** Starts the host as a language server over IPC. Rejects where it does not come up. */
export async function startLanguageHost(
  command: HostCommand,
  log: vscode.LogOutputChannel,
  listener: HostListener,
): Promise<LanguageHost> {
  const { module, runtime, execArgv, cwd } = command;
  const run = {
    module,
    transport: TransportKind.ipc,
    options: { execArgv: [...execArgv], ...(cwd === undefined ? {} : { cwd }) },
    ...(runtime === undefined ? {} : { runtime }),
  };
  let isStopping = false;
  const client = new LanguageClient(
    'pitstop',
    'Pitstop',
    { run, debug: run },
    {
      documentSelector: [...sourceLanguages, ...sqlLanguages].map((language) => ({ scheme: 'file', language })),
      initializationOptions: command.options,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      markdown: { isTrusted: { enabledCommands }, supportHtml: false },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        // When and how often it is started again is decided elsewhere, with the user in mind.
        closed: () => {
          if (!isStopping) listener.onEnd();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    },
  );
  client.onNotification(inlineNotifications.marks, (marks: FileMarks) => listener.onMarks(marks));
  const stop = async () => {
    isStopping = true;
    // One that has ended already cannot be stopped, and need not be.
    await client.dispose(stopMs).catch(() => undefined);
  };
  try {
    await client.start();
    const answer: unknown = client.initializeResult;
    if (!isHostAnswer(answer)) throw new Error('the host did not tell where its channel is');
    return {
      address: answer.hostAddress,
      pid: client.serverProcess?.pid,
      setInline: (isShown) => void client.sendNotification(inlineNotifications.setInline, { isShown }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
