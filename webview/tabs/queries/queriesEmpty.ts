import { html, nothing, type TemplateResult } from 'lit';
import type { Database } from '../../../src/protocol/plans.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { asSentence } from '../../widgets/sentence.ts';
import { banner, loadingView, nothingYet } from '../../widgets/states.ts';

/** A server in words: where it is, and what it is. */
export function databaseWords({ label, version, isEmbedded }: Database): string {
  return `${label}, PostgreSQL ${version}${isEmbedded ? ', embedded' : ''}`;
}

/** Warns where the connected server is taken for production. */
export function productionBanner(database: Database | 'none' | null): TemplateResult | typeof nothing {
  if (database === null || database === 'none' || database.productionReason === undefined) return nothing;
  return html`<div class="partial">
    ${banner('warning', `${database.label} is taken for production: ${asSentence(database.productionReason)}${database.mayRun ? '' : ' Statements are planned there, not run.'}`)}
  </div>`;
}

/** Work on a plan that runs, while there is no plan to look at. */
export function planOnItsWay(store: PanelStore, job: Job, now: EpochMs): TemplateResult {
  const cancel = () => {
    // A host that is gone has cancelled it already.
    store.client.value?.request('jobs/cancel', { jobId: job.jobId }).catch(() => undefined);
  };
  return loadingView(job.title, job.progress, { startedAt: job.startedAt, now: Math.max(now, job.startedAt) }, cancel);
}

/** What the tab answers before there is a plan, and the next step to one. */
export function noPlan(store: PanelStore, database: Database | 'none'): TemplateResult {
  const run = (command: string) => () => store.command(command);
  const sample = html`<button class="link" @click=${run('openSample')}>Open the Sample</button>`;
  if (database === 'none') {
    return nothingYet(
      'Shows where a statement’s time goes, and what a change is proven to give. It asks a PostgreSQL server for the plan.',
      html`<vscode-button @click=${run('connectDatabase')}>Connect to PostgreSQL…</vscode-button>${sample}`,
    );
  }
  return html`${nothingYet(
    html`Connected to <code>${databaseWords(database)}</code>. Put the cursor into a SQL statement, in a template string
      or a <code>.sql</code> file, and run Explain Analyze Query at Cursor.`,
    sample,
  )}`;
}
