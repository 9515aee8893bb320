import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type Range,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, FindingState } from '../../protocol/findings.ts';
import { inlineNotifications, type FileMarks, type InlineSwitch } from '../../protocol/inlineMarks.ts';
import type { Findings } from '../findings/findings.ts';
import { actionsOf, diagnosticOf, hoverOf, lensesOf, markOf, type PlacedFinding } from './findingViews.ts';
import { placeNow } from './sourceText.ts';

/** What the host offers the editor, for the initialise result. */
export const editorCapabilities: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  codeLensProvider: { resolveProvider: false },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
};

export type EditorParts = { readonly findings: Pick<Findings, 'list' | 'onChange'> };

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
  return finding.place === null ? null : { finding, at: placeNow(finding.place, text) };
}

const touches = ({ at }: PlacedFinding, range: Range) => at.line >= range.start.line && at.line <= range.end.line;

/**
 * Shows findings in the source: lenses, hovers, diagnostics, actions, and marks at the ends of lines. To be called
 * before the connection listens. Returns its stop.
 */
export function registerEditorFeatures(connection: Connection, { findings }: EditorParts): () => void {
  const documents = new TextDocuments(TextDocument);
  const timers = new Map<string, NodeJS.Timeout>();
  let files = byFile(findings.list());
  let told: ReadonlySet<string> = new Set();
  let isShown = true;

  const placedAt = (uri: string, text: string): readonly PlacedFinding[] =>
    isShown ? (files.get(canonicalUri(uri)) ?? []).flatMap((finding) => placedIn(finding, text) ?? []) : [];
  const placedInDocument = (uri: string): readonly PlacedFinding[] => {
    const document = documents.get(uri);
    return document === undefined ? [] : placedAt(uri, document.getText());
  };

  const openDocument = (uri: string) => documents.all().find((document) => canonicalUri(document.uri) === uri);
  const publish = async (uri: string): Promise<void> => {
    const text = openDocument(uri)?.getText() ?? (files.has(uri) ? await fileText(uri) : null);
    const placed = text === null ? [] : placedAt(uri, text);
    await connection.sendDiagnostics({ uri, diagnostics: placed.map(diagnosticOf) });
    const marks: FileMarks = { uri, marks: placed.map(markOf) };
    await connection.sendNotification(inlineNotifications.marks, marks);
  };
  /** The editor asks for lenses when it sees a change, which can be before we have seen it. */
  const refreshLenses = () => connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  /** Tells the editor of all files that have findings, and of those that had. */
  const publishAll = async (): Promise<void> => {
    const now = new Set(isShown ? files.keys() : []);
    const uris = new Set([...told, ...now]);
    told = now;
    for (const uri of uris) await publish(uri);
    await refreshLenses();
  };
  // The editor may be gone by the time we tell it; then nobody is left to tell.
  const tell = (work: Promise<unknown>) => void work.catch(() => undefined);

  documents.onDidChangeContent(({ document }) => {
    const uri = canonicalUri(document.uri);
    if (!files.has(uri)) return;
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => {
        timers.delete(uri);
        tell(publish(uri).then(refreshLenses));
      }, settleMs),
    );
  });
  connection.onCodeLens(({ textDocument }) => placedInDocument(textDocument.uri).flatMap(lensesOf));
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
  const stopListening = findings.onChange(() => {
    files = byFile(findings.list());
    tell(publishAll());
  });
  const documentsListening = documents.listen(connection);

  return () => {
    stopListening();
    documentsListening.dispose();
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
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
