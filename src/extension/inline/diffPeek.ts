import * as vscode from 'vscode';
import type { Finding } from '../../protocol/findings.ts';
import type { ClassDiffRow, GrowthRow } from '../../protocol/heapRows.ts';
import { signedBytes, signedCount } from '../../format/figures.ts';
import { textTable, type TextColumn } from '../format/textTable.ts';
import type { HostFacts } from '../facts/hostFacts.ts';
import type { HostLink } from '../connection/hostLink.ts';

const scheme = 'pitstop-diff';
const rowsShown = 12;

const words = (head: string): TextColumn => ({ head, kind: 'words' });
const figures = (head: string): TextColumn => ({ head, kind: 'figures' });

const growthTable = (rows: readonly GrowthRow[]) =>
  textTable(
    [
      words(vscode.l10n.t('Container')),
      figures(vscode.l10n.t('Δ count')),
      figures(vscode.l10n.t('Δ size')),
      words(vscode.l10n.t('Owner')),
    ],
    rows.map((row) => [row.container, signedCount(row.countDelta), signedBytes(row.sizeDelta), row.owner]),
  );

const classTable = (rows: readonly ClassDiffRow[]) =>
  textTable(
    [
      words(vscode.l10n.t('Class')),
      figures(vscode.l10n.t('Added')),
      figures(vscode.l10n.t('Removed')),
      figures(vscode.l10n.t('Δ count')),
      figures(vscode.l10n.t('Δ size')),
    ],
    rows.map((row) => [
      row.name,
      `${row.addedCount}`,
      `${row.removedCount}`,
      signedCount(row.countDelta),
      signedBytes(row.sizeDelta),
    ]),
  );

/** The heap diff of a finding as a read-only document, peeked at its line. */
export class DiffPeek implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly link: HostLink;
  private readonly facts: HostFacts;
  private readonly registration: vscode.Disposable;

  constructor(link: HostLink, facts: HostFacts) {
    this.link = link;
    this.facts = facts;
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** Opens the peek at the finding's place in the active editor. */
  async peek(finding: Finding): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (finding.place === null || editor === undefined) return;
    const name = vscode.l10n.t('heap diff').replaceAll(' ', '-');
    const uri = vscode.Uri.from({ scheme, path: `/${name}.txt`, query: finding.findingId });
    const line =
      editor.document.uri.fsPath === finding.place.file ? finding.place.line - 1 : editor.selection.active.line;
    const position = new vscode.Position(line, 0);
    await vscode.commands.executeCommand(
      'editor.action.peekLocations',
      editor.document.uri,
      position,
      [new vscode.Location(uri, new vscode.Position(0, 0))],
      'peek',
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const finding = this.facts.findings.find(({ findingId }) => findingId === uri.query);
    if (finding?.diff === undefined) return vscode.l10n.t('This finding is no longer there.');
    const { before, after } = finding.diff;
    const client = await this.link.client();
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    const page = { start: 0, end: rowsShown, sort: 'sizeDelta', descending: true, filter: '' };
    const [diff, growth, classes] = await Promise.all([
      client.request('diff/figures', { before, after }, { signal: cancel.signal }),
      client.request('diff/growth', { before, after, page }, { signal: cancel.signal }),
      client.request('diff/classes', { before, after, page }, { signal: cancel.signal }),
    ]);
    const labelOf = (id: string) => this.facts.captures.find(({ captureId }) => captureId === id)?.label ?? id;
    const held = finding.retainedBy ?? [];
    return [
      vscode.l10n.t(
        '{0} → {1}: {2}, {3} objects',
        labelOf(before),
        labelOf(after),
        signedBytes(diff.sizeDelta),
        signedCount(diff.countDelta),
      ),
      ...(diff.identityRefusal === null ? [] : [diff.identityRefusal]),
      '',
      ...(growth.rows.length === 0 ? [] : [growthTable(growth.rows), '']),
      ...(held.length === 0
        ? []
        : [
            vscode.l10n.t('Held by, nearest first'),
            ...held.map((holder, depth) => `${'  '.repeat(depth + 1)}${holder}`),
            '',
          ]),
      classTable(classes.rows),
      '',
    ].join('\n');
  }

  dispose(): void {
    this.registration.dispose();
  }
}
