import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  TextDocuments,
  TextDocumentSyncKind,
  type CodeLens,
  type Connection,
  type Range,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, FindingState } from '../../protocol/findings.ts';
import { inlineNotifications, type FileMarks, type InlineMark, type InlineSwitch } from '../../protocol/inlineMarks.ts';
import type { Findings } from '../findings/findings.ts';
import { hoverOf } from './findingHover.ts';
import { actionsOf, diagnosticOf, lensesOf, markOf, type PlacedFinding } from './findingViews.ts';
import { onePerLine } from './onePerLine.ts';
import type { Queries } from './queries.ts';
import { placeNow, statementPlaceNow } from './sourceText.ts';
import { statementFeatures } from './statementFeatures.ts';

/** What the host offers the editor, for the initialise result. */
export const editorCapabilities: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  codeLensProvider: { resolveProvider: false },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
};

export type EditorParts = {
  readonly findings: Pick<Findings, 'list' | 'onChange'>;
  readonly queries: Queries;
};

/** Findings in these states are no longer shown in the source. */
const hidden: ReadonlySet<FindingState> = new Set(['dismissed', 'gone', 'verified']);

/** How long a document rests after a key before its marks and diagnostics are made again. */
const settleMs = 200;

function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.place === null || hidden.has(finding.state)) continue;
    const uri = pathToFileURL(finding.place.file).href;
    files.set(uri, [...(files.get(uri) ?? []), finding]);
  }
  return files;
}

/** The editor and we may write the same uri in two ways (`%3A` or `:`); the path decides. */
function canonicalUri(uri: string): string {
  return uri.startsWith('file:') ? pathToFileURL(fileURLToPath(uri)).href : uri;
}

/** The finding at its place in the text; null where it has none. */
function placedIn(finding: Finding, text: string): PlacedFinding | null {
  const { place, planId } = finding;
  if (place === null) return null;
  return { finding, at: planId === undefined ? placeNow(place, text) : statementPlaceNow(place, text) };
}

const touches = ({ at }: PlacedFinding, range: Range) => at.line >= range.start.line && at.line <= range.end.line;

/** Runs `work` for a uri when its document has rested. */
function whenSettled(work: (uri: string) => void) {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    touch: (uri: string) => {
      clearTimeout(timers.get(uri));
      timers.set(
        uri,
        setTimeout(() => {
          timers.delete(uri);
          work(uri);
        }, settleMs),
      );
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** Tells whether a piece of work on a uri is the newest that was begun. */
function turnsByUri() {
  const turns = new Map<string, number>();
  return {
    begin: (uri: string): number => {
      const turn = (turns.get(uri) ?? 0) + 1;
      turns.set(uri, turn);
      return turn;
    },
    isNewest: (uri: string, turn: number): boolean => turns.get(uri) === turn,
  };
}

/** What the source shows, by canonical uri: findings and statements together. */
function sourceResults({ findings, queries }: EditorParts) {
  const statements = statementFeatures(queries);
  let files = byFile(findings.list());
  const placedAt = (uri: string, text: string): readonly PlacedFinding[] =>
    (files.get(uri) ?? []).flatMap((finding) => placedIn(finding, text) ?? []);
  return {
    renew: () => {
      files = byFile(findings.list());
    },
    files: (): ReadonlySet<string> =>
      new Set([...files.keys(), ...[...statements.plannedFiles()].map((file) => pathToFileURL(file).href)]),
    placedAt,
    lenses: async (uri: string, text: string): Promise<readonly CodeLens[]> => [
      ...placedAt(uri, text).flatMap(lensesOf),
      ...(await statements.lenses(uri, text)),
    ],
    marks: async (uri: string, text: string): Promise<readonly InlineMark[]> =>
      onePerLine([...(await statements.marks(uri, text)), ...placedAt(uri, text).map(markOf)]),
  };
}

/**
 * Shows findings and the times of statements in the source: lenses, hovers, diagnostics, actions, and marks at the ends
 * of lines. To be called before the connection listens. Returns its stop.
 */
export function registerEditorFeatures(connection: Connection, parts: EditorParts): () => void {
  const documents = new TextDocuments(TextDocument);
  const results = sourceResults(parts);
  const newest = turnsByUri();
  let told: ReadonlySet<string> = new Set();
  let isShown = true;

  const placedInDocument = (uri: string): readonly PlacedFinding[] => {
    const document = documents.get(uri);
    return document === undefined || !isShown ? [] : results.placedAt(canonicalUri(uri), document.getText());
  };
  const openDocument = (uri: string) => documents.all().find((document) => canonicalUri(document.uri) === uri);
  const publish = async (uri: string): Promise<void> => {
    const turn = newest.begin(uri);
    const text = openDocument(uri)?.getText() ?? (results.files().has(uri) ? await fileText(uri) : null);
    const isEmpty = text === null || !isShown;
    const marks = isEmpty ? [] : await results.marks(uri, text);
    // Meanwhile a newer text or a newer result may have been told.
    if (!newest.isNewest(uri, turn)) return;
    const placed = isEmpty ? [] : results.placedAt(uri, text);
    await connection.sendDiagnostics({ uri, diagnostics: placed.map(diagnosticOf) });
    await connection.sendNotification(inlineNotifications.marks, { uri, marks } satisfies FileMarks);
  };
  /** The editor asks for lenses when it sees a change, which can be before we have seen it. */
  const refreshLenses = () => connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  /** Tells the editor of all files that have results, and of those that had. */
  const publishAll = async (): Promise<void> => {
    const now = isShown ? results.files() : new Set<string>();
    const uris = new Set([...told, ...now]);
    told = now;
    for (const uri of uris) await publish(uri);
    await refreshLenses();
  };
  // The editor may be gone by the time we tell it; then nobody is left to tell.
  const tell = (work: Promise<unknown>) => void work.catch(() => undefined);
  const settled = whenSettled((uri) => tell(publish(uri).then(refreshLenses)));

  documents.onDidChangeContent(({ document }) => {
    const uri = canonicalUri(document.uri);
    if (results.files().has(uri)) settled.touch(uri);
  });
  connection.onCodeLens(async ({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined || !isShown) return [];
    return [...(await results.lenses(canonicalUri(textDocument.uri), document.getText()))];
  });
  connection.onHover(({ textDocument, position }) =>
    hoverOf(placedInDocument(textDocument.uri).filter((placed) => touches(placed, { start: position, end: position }))),
  );
  connection.onCodeAction(({ textDocument, range, context }) =>
    placedInDocument(textDocument.uri)
      .filter((placed) => touches(placed, range))
      .flatMap((placed) => actionsOf(placed, context.diagnostics)),
  );
  connection.onNotification(inlineNotifications.setInline, (wish: InlineSwitch) => {
    if (wish.isShown === isShown) return;
    isShown = wish.isShown;
    tell(publishAll());
  });
  connection.onInitialized(() => tell(publishAll()));
  const renew = () => {
    results.renew();
    tell(publishAll());
  };
  const stops = [parts.findings.onChange(renew), parts.queries.onChange(renew), settled.stop];
  const documentsListening = documents.listen(connection);
  return () => {
    for (const stop of stops) stop();
    documentsListening.dispose();
  };
}

async function fileText(uri: string): Promise<string | null> {
  try {
    return await readFile(fileURLToPath(uri), 'utf8');
  } catch {
    // The file is gone: its findings have no line to stand at.
    return null;
  }
}
