import * as vscode from 'vscode';
import type { Failure } from '../../protocol/failures.ts';

/** Errors that the server found in statements, at their places, until the text changes. */
export class StatementErrors implements vscode.Disposable {
  private readonly shown = vscode.languages.createDiagnosticCollection('pitstop.statements');
  private readonly subscription: vscode.Disposable;

  constructor() {
    this.subscription = vscode.Disposable.from(
      this.shown,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.shown.delete(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.shown.delete(uri)),
    );
  }

  clear({ uri }: vscode.TextDocument): void {
    this.shown.delete(uri);
  }

  /** Marks the word at the failure's place, and brings it into sight. Nothing where it has no place in the document. */
  show(document: vscode.TextDocument, { place, message }: Failure): void {
    if (place === undefined || place.line > document.lineCount) return;
    const at = document.validatePosition(new vscode.Position(place.line - 1, place.column - 1));
    const range = document.getWordRangeAtPosition(at) ?? new vscode.Range(at, at.translate(0, 1));
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Pitstop';
    this.shown.set(document.uri, [diagnostic]);
    const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
    editor?.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
