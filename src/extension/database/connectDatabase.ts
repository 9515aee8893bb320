import * as vscode from 'vscode';
import type { HostClient } from '../../channel/hostClient.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Database, DatabaseCandidate } from '../../protocol/plans.ts';
import type { CommandParts } from '../commands/commandParts.ts';
import { setting } from '../settings.ts';
import { askedAddress } from './askedAddress.ts';
import { chosenFolder, rememberChoice, rememberedChoice } from './databaseChoice.ts';

/** What is to be connected to, and whether the user said that it may be although it is not a plain local server. */
type Wish = { readonly candidateId: string | null; readonly url: string | null; readonly isConfirmed: boolean };

type CandidateItem = vscode.QuickPickItem & { readonly candidate?: DatabaseCandidate };

function itemOf(candidate: DatabaseCandidate): CandidateItem {
  const { label, source, isLoopback, productionReason } = candidate;
  const warning =
    productionReason !== undefined
      ? vscode.l10n.t('looks like production: {0}', productionReason)
      : isLoopback
        ? undefined
        : vscode.l10n.t('not on this machine');
  return {
    label: `$(${warning === undefined ? 'database' : 'warning'}) ${label}`,
    description: source,
    ...(warning === undefined ? {} : { detail: warning }),
    candidate,
  };
}

const setAddress = (): string | null => {
  const url = setting('database.url').trim();
  return url === '' ? null : url;
};

const candidatesOf = (client: HostClient, folder: string | null) =>
  client.request('database/candidates', { folder, setting: setAddress() });

/** Asks for one of the servers that were found, or an address. Throws a CancellationError where none is picked. */
async function askedWish(client: HostClient, folder: string | null): Promise<Wish> {
  const candidates = await candidatesOf(client, folder);
  const items: readonly CandidateItem[] = [
    ...candidates.map(itemOf),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(edit) ${vscode.l10n.t('Type an address…')}` },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Connect to PostgreSQL'),
    placeHolder: vscode.l10n.t('The server whose plans are asked for; remembered for this folder'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) throw new vscode.CancellationError();
  const { candidate } = picked;
  if (candidate === undefined) return { candidateId: null, url: await askedAddress(), isConfirmed: false };
  const isPlain = candidate.isLoopback && candidate.productionReason === undefined;
  if (!isPlain) await confirmServer(reasonOf(candidate));
  return { candidateId: candidate.candidateId, url: null, isConfirmed: !isPlain };
}

const reasonOf = ({ label, productionReason }: DatabaseCandidate) =>
  productionReason === undefined
    ? vscode.l10n.t('{0} is not on this machine', label)
    : vscode.l10n.t('{0} looks like production: {1}', label, productionReason);

/** Lets the user decide about a server that is not a plain local one. Throws a CancellationError where not allowed. */
async function confirmServer(reason: string): Promise<void> {
  const connect = vscode.l10n.t('Connect');
  const detail = vscode.l10n.t(
    'Pitstop will open up to three connections. It reads the catalogue and statistics, and asks for plans. Explain Analyze runs the one statement you point at, in a read-only transaction that is rolled back, with a time limit.',
  );
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0}. Connect to it?', reason),
    { modal: true, detail },
    connect,
  );
  if (chosen !== connect) throw new vscode.CancellationError();
}

const needsConfirming = (error: unknown): error is Failure =>
  error instanceof Failure && error.code === 'databaseRemote';

function connectShowing(client: HostClient, wish: Wish): Promise<Database> {
  const { candidateId, url, isConfirmed } = wish;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Connecting to PostgreSQL'),
    cancellable: true,
  };
  return Promise.resolve(
    vscode.window.withProgress(options, (_, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      return client.request(
        'database/connect',
        { candidateId, url, allowRemote: isConfirmed },
        { signal: cancel.signal },
      );
    }),
  );
}

/** Connects, and asks once more where the server turns out to be one that has to be confirmed. */
async function connected(client: HostClient, wish: Wish): Promise<readonly [Database, Wish]> {
  try {
    const database = await connectShowing(client, wish);
    if (wish.isConfirmed || database.productionReason === undefined) return [database, wish];
    await confirmServer(
      vscode.l10n.t('{0} looks like production: {1}', database.label, database.productionReason),
    ).catch(async (error: unknown) => {
      await client.request('database/disconnect', {});
      throw error;
    });
  } catch (error) {
    if (!needsConfirming(error) || wish.isConfirmed) throw error;
    await confirmServer(error.message);
  }
  const confirmed = { ...wish, isConfirmed: true };
  return [await connectShowing(client, confirmed), confirmed];
}

const isRefused = (error: unknown): error is Failure => error instanceof Failure && error.code === 'databaseRefused';

/** What was refused is asked for again, where the user wants so: an address is there to be corrected. */
async function askedAgain(client: HostClient, folder: string | null, wish: Wish, failure: Failure): Promise<Wish> {
  const again = wish.url === null ? vscode.l10n.t('Choose Another…') : vscode.l10n.t('Correct Address…');
  const words = `Pitstop: ${failure.message}. ${failure.next}`;
  if ((await vscode.window.showErrorMessage(words, again)) !== again) throw new vscode.CancellationError();
  if (wish.url === null) return askedWish(client, folder);
  return { candidateId: null, url: await askedAddress(wish.url), isConfirmed: false };
}

/** Asks which server, and connects to it; again where it refuses. */
async function chosenConnection(client: HostClient, folder: string | null): Promise<readonly [Database, Wish]> {
  let wish = await askedWish(client, folder);
  for (;;) {
    try {
      return await connected(client, wish);
    } catch (error) {
      if (!isRefused(error)) throw error;
      wish = await askedAgain(client, folder, wish, error);
    }
  }
}

/** Asks which server, connects to it, and remembers the choice for the folder. Throws a Failure or a CancellationError. */
export async function connectDatabase({ context, link }: CommandParts): Promise<Database> {
  const folder = chosenFolder();
  const client = await link.client();
  const [database, wish] = await chosenConnection(client, folder);
  const { candidateId, url, isConfirmed } = wish;
  const choice = { kind: url === null ? 'candidate' : 'address', candidateId: candidateId ?? '', isConfirmed } as const;
  await rememberChoice(context, folder, choice, url);
  return database;
}

/** Connects to what was chosen for the folder before; undefined where nothing was, or it is no longer there. */
async function reconnected({ context, link }: CommandParts): Promise<Database | undefined> {
  const folder = chosenFolder();
  const remembered = await rememberedChoice(context, folder);
  if (remembered === undefined) return undefined;
  const { choice, url } = remembered;
  const client = await link.client();
  const candidates = await candidatesOf(client, folder);
  if (url === null && !candidates.some(({ candidateId }) => candidateId === choice.candidateId)) return undefined;
  const candidateId = url === null ? choice.candidateId : null;
  return connectShowing(client, { candidateId, url, isConfirmed: choice.isConfirmed });
}

/** The connected database: the one that is, the one that was chosen before, or the one the user picks now. */
export async function neededDatabase(parts: CommandParts): Promise<Database> {
  const client = await parts.link.client();
  const current = await client.request('database/current', {});
  return current ?? (await reconnected(parts)) ?? connectDatabase(parts);
}
