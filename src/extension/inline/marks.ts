import * as vscode from 'vscode';
import type { Severity } from '../../protocol/findings.ts';
import type { FileMarks, InlineMark } from '../../protocol/inlineMarks.ts';
import type { HostProcess } from '../connection/hostProcess.ts';

type Look = `${Severity}` | 'stale';

const looks: Readonly<Record<Look, readonly [bar: string, ruler: string]>> = {
  error: ['editorError-foreground', 'editorOverviewRuler.errorForeground'],
  warning: ['editorWarning-foreground', 'editorOverviewRuler.warningForeground'],
  info: ['editorInfo-foreground', 'editorOverviewRuler.infoForeground'],
  stale: ['editorCodeLens-foreground', 'editorCodeLens.foreground'],
};

/**
 * The look of a mark: grey words behind the line with a bar in the colour of the severity. A decoration has no border on
 * one side only, so the bar is given as a part of the text decoration.
 */
function decorationOf(look: Look): vscode.TextEditorDecorationType {
  const [bar, ruler] = looks[look];
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: new vscode.ThemeColor(ruler),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    after: {
      color: new vscode.ThemeColor('editorCodeLens.foreground'),
      margin: '0 0 0 4ch',
      textDecoration: `none; border-left: 2px ${look === 'stale' ? 'dashed' : 'solid'} var(--vscode-${bar}); padding-left: 1ch; ${look === 'stale' ? 'opacity: 0.6;' : ''}`,
    },
  });
}

/** Draws the marks that the host sends at the ends of lines, in every visible editor of the file. */
export class Marks implements vscode.Disposable {
  private readonly decorations = new Map<Look, vscode.TextEditorDecorationType>();
  private readonly byFile = new Map<string, readonly InlineMark[]>();
  private readonly subscription: vscode.Disposable;

  constructor(process: HostProcess) {
    this.subscription = vscode.Disposable.from(
      process.onMarks((marks) => this.take(marks)),
      process.onDidChange(({ kind }) => {
        if (kind === 'waiting' || kind === 'failed') this.clear();
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => this.draw(editor))),
    );
  }

  dispose(): void {
    this.subscription.dispose();
    for (const decoration of this.decorations.values()) decoration.dispose();
  }

  private take({ uri, marks }: FileMarks): void {
    const file = vscode.Uri.parse(uri).fsPath;
    if (marks.length === 0) this.byFile.delete(file);
    else this.byFile.set(file, marks);
    for (const editor of vscode.window.visibleTextEditors) if (editor.document.uri.fsPath === file) this.draw(editor);
  }

  /** Without a host nobody knows whether a mark is still true. */
  private clear(): void {
    this.byFile.clear();
    for (const editor of vscode.window.visibleTextEditors) this.draw(editor);
  }

  private draw(editor: vscode.TextEditor): void {
    // A preview of a change has the file's path, and lines of its own.
    const { uri } = editor.document;
    const marks = (uri.scheme === 'file' ? this.byFile.get(uri.fsPath) : undefined) ?? [];
    if (marks.length === 0 && this.decorations.size === 0) return;
    const lookOf = (mark: InlineMark): Look => (mark.isStale ? 'stale' : mark.severity);
    for (const look of ['error', 'warning', 'info', 'stale'] as const) {
      const own = marks.filter((mark) => lookOf(mark) === look && mark.line < editor.document.lineCount);
      const decoration = this.decorations.get(look);
      if (decoration === undefined && own.length === 0) continue;
      editor.setDecorations(
        decoration ?? this.make(look),
        own.map((mark) => ({
          range: editor.document.lineAt(mark.line).range,
          renderOptions: { after: { contentText: wordsOf(mark) } },
        })),
      );
    }
  }

  private make(look: Look): vscode.TextEditorDecorationType {
    const made = decorationOf(look);
    this.decorations.set(look, made);
    return made;
  }
}

function wordsOf({ text, isStale }: InlineMark): string {
  return isStale ? vscode.l10n.t('{0} (the file has changed since)', text) : text;
}
