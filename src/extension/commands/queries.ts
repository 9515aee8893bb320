import * as vscode from 'vscode';
import { Failure } from '../../protocol/failures.ts';
import type { ExplainRequest } from '../../protocol/hostChannel.ts';
import type { QueryPlan } from '../../protocol/plans.ts';
import { runJob } from '../connection/runJob.ts';
import { neededDatabase } from '../database/connectDatabase.ts';
import { askedValues } from '../queries/givenValues.ts';
import { sourceAt, statementSpot, type StatementSpot } from '../queries/statementSource.ts';
import type { Command, CommandParts, Commands } from './commandParts.ts';

type Asked = Pick<ExplainRequest, 'isAnalyzed' | 'params'>;

function requestAt(spot: StatementSpot, { isAnalyzed, params }: Asked): ExplainRequest {
  return { source: sourceAt(spot), isAnalyzed, params, settings: {}, allowWrites: false };
}

/** Shows an error of the statement at its place in the text, and hands it on. */
async function withErrorsShown<Value>(
  { statementErrors }: CommandParts,
  { document }: StatementSpot,
  work: () => Promise<Value>,
): Promise<Value> {
  statementErrors.clear(document);
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) statementErrors.show(document, error);
    throw error;
  }
}

/** Asks for a plan of the statement, with the way to cancel, and gives it. */
async function planned(parts: CommandParts, spot: StatementSpot, asked: Asked): Promise<QueryPlan> {
  const client = await parts.link.client();
  const title = asked.isAnalyzed ? vscode.l10n.t('Explaining with a run') : vscode.l10n.t('Explaining');
  const made = await withErrorsShown(parts, spot, () =>
    runJob(client, title, () => client.request('plans/explain', requestAt(spot, asked))),
  );
  return madePlan(parts, made);
}

async function madePlan({ link }: CommandParts, made: readonly string[]): Promise<QueryPlan> {
  const [planId] = made;
  if (planId === undefined) throw new Error('the host made no plan');
  const client = await link.client();
  return client.request('plans/get', { planId });
}

const showPlan = ({ panels }: CommandParts, planId: string, findingId?: string) =>
  panels.open({ tab: 'queries', planId, ...(findingId === undefined ? {} : { findingId }) }, vscode.ViewColumn.Beside);

const explainWith =
  (isAnalyzed: boolean): Command =>
  async (parts, argument) => {
    const spot = await statementSpot(argument);
    await neededDatabase(parts);
    const { planId } = await planned(parts, spot, { isAnalyzed, params: null });
    showPlan(parts, planId);
  };

/** The types of the parameters come from a first plan that runs nothing. */
const explainWithValues: Command = async (parts, argument) => {
  const spot = await statementSpot(argument);
  await neededDatabase(parts);
  const first = await planned(parts, spot, { isAnalyzed: false, params: null });
  if (first.parameters.length === 0)
    void vscode.window.setStatusBarMessage(vscode.l10n.t('Pitstop: this statement takes no values'), 5_000);
  const params = await askedValues(first.fingerprint, first.parameters);
  const { planId } = await planned(parts, spot, { isAnalyzed: true, params });
  showPlan(parts, planId);
};

/** What was tried out for a plan without a gain, in words. */
function trialWords({ trials }: QueryPlan): string {
  const [first, ...others] = trials;
  if (first === undefined) return vscode.l10n.t('No index suits this statement: nothing was tried out.');
  const words = vscode.l10n.t('No index is advised. Tried {0}: {1}', first.what, first.outcome);
  return others.length === 0 ? words : vscode.l10n.t('{0} (and {1} more)', words, others.length);
}

const advise: Command = async (parts, argument) => {
  const spot = await statementSpot(argument);
  await neededDatabase(parts);
  const client = await parts.link.client();
  const request = { ...requestAt(spot, { isAnalyzed: true, params: null }), prove: true };
  const made = await withErrorsShown(parts, spot, () =>
    runJob(client, vscode.l10n.t('Finding and proving an index'), () => client.request('plans/advise', request)),
  );
  const plan = await madePlan(parts, made);
  const [, findingId] = made;
  showPlan(parts, plan.planId, findingId);
  if (findingId === undefined) void vscode.window.showInformationMessage(`Pitstop: ${trialWords(plan)}`);
};

function planIdIn(argument: unknown): string {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'object' && argument !== null && 'planId' in argument && typeof argument.planId === 'string')
    return argument.planId;
  throw new Error(vscode.l10n.t('This plan is no longer there.'));
}

/** Plans of the statement at the cursor, and advice that was tried out. */
export const queryCommands: Commands<
  'explainQuery' | 'explainAnalyzeQuery' | 'explainAnalyzeWithValues' | 'adviseQuery' | 'showPlan'
> = {
  explainQuery: explainWith(false),
  explainAnalyzeQuery: explainWith(true),
  explainAnalyzeWithValues: explainWithValues,
  adviseQuery: advise,
  showPlan: (parts, argument) => showPlan(parts, planIdIn(argument)),
};
