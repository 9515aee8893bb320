import * as vscode from 'vscode';
import type { HostFacts } from '../facts/hostFacts.ts';
import { sourceLanguages, sqlLanguages } from '../contributions.ts';

const selectorOf = (languages: readonly string[]) => languages.map((language) => ({ language }));

/**
 * The connected database in the language status of editors whose statements can be explained, with the way to connect
 * and to leave. While there is none it is shown for SQL documents only.
 */
export class DatabaseStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('pitstop.database', selectorOf(sqlLanguages));
  private readonly facts: HostFacts;
  private readonly subscription: vscode.Disposable;

  constructor(facts: HostFacts) {
    this.facts = facts;
    this.item.name = vscode.l10n.t('Pitstop: database');
    this.draw();
    this.subscription = facts.onDidChange((what) => {
      if (what === 'database') this.draw();
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private draw(): void {
    const { database } = this.facts;
    if (database === null) {
      this.item.selector = selectorOf(sqlLanguages);
      this.item.text = vscode.l10n.t('No database');
      this.item.detail = vscode.l10n.t('Pitstop');
      this.item.severity = vscode.LanguageStatusSeverity.Information;
      this.item.command = { command: 'pitstop.connectDatabase', title: vscode.l10n.t('Connect…') };
      return;
    }
    const { label, version, source, productionReason } = database;
    this.item.selector = selectorOf([...sqlLanguages, ...sourceLanguages]);
    this.item.text = `$(database) ${label}`;
    this.item.detail = vscode.l10n.t('PostgreSQL {0}, from {1}', version, source);
    this.item.severity =
      productionReason === undefined
        ? vscode.LanguageStatusSeverity.Information
        : vscode.LanguageStatusSeverity.Warning;
    this.item.command = { command: 'pitstop.disconnectDatabase', title: vscode.l10n.t('Disconnect') };
  }
}
