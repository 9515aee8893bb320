import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { PlanComparison, PlanNode, PlanSummary, QueryPlan } from '../../../src/protocol/plans.ts';
import { milliseconds } from '../../format/milliseconds.ts';
import { inWords, wholeNumber } from '../../format/quantity.ts';
import { sqlLayout } from '../../format/sqlPieces.ts';
import '../../lists/grid.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import { sqlView } from '../../proof/changeText.ts';
import { proofStyles } from '../../proof/proof.css.ts';
import { proofCard } from '../../proof/proofCard.ts';
import { Kept } from '../../store/kept.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import type { PlanForm } from '../../store/viewMemory.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { action, pick } from '../../widgets/cells.ts';
import { filterField } from '../../widgets/filterField.ts';
import { problemsBanner } from '../../widgets/problems.ts';
import { answerView, failureWords } from '../../widgets/sentence.ts';
import { banner, skeleton, stateStyles } from '../../widgets/states.ts';
import { ComparisonReading } from './comparisonReading.ts';
import { comparisonModel, comparisonWords, earlierPick, earlierPlans } from './comparisonView.ts';
import { factsLine, parametersView, planTimes, trialsCard } from './planFacts.ts';
import { planLines } from './planForms.ts';
import { PlanReading } from './planReading.ts';
import { plansModel, type PlansOrder } from './plansModel.ts';
import { planJson, planText } from './planText.ts';
import { hotNode, planRows, wholeMs } from './planTree.ts';
import { planTreeModel } from './planTreeModel.ts';
import { queriesAnswer } from './queriesAnswer.ts';
import { queriesStyles } from './queries.css.ts';
import { databaseWords, noPlan, planOnItsWay, productionBanner } from './queriesEmpty.ts';

/** A plan of fewer nodes is seen at a glance. */
const searchedFrom = 12;

/** Where a statement's time goes, and what a change is proven to give. */
export class QueriesTab extends TabElement {
  static override readonly styles = [baseStyles, stateStyles, proofStyles, queriesStyles];
  static override readonly properties = {
    ...TabElement.properties,
    nodeFilter: { state: true },
    order: { state: true },
    folded: { state: true },
    heldAgainst: { state: true },
    step: { state: true },
  };
  declare nodeFilter: string;
  declare order: PlansOrder;
  /** Nodes that are folded, by their place in the plan. */
  declare folded: ReadonlySet<number>;
  /** The earlier plan that the chosen one is held against. */
  declare heldAgainst: string | null;
  /** Moves with each answer about the plan. */
  declare step: number;
  private readonly reading = new PlanReading(
    () => (this.step += 1),
    () => Date.now(),
  );
  private readonly comparison = new ComparisonReading(
    () => (this.step += 1),
    () => Date.now(),
  );
  private readonly comparedKept = new Kept<GridModel>();
  private readonly plansKept = new Kept<GridModel>();
  private readonly treeKept = new Kept<GridModel>();
  private readonly changedKept = new Kept<GridModel>();
  private readonly textKept = new Kept<string>();
  private shownId: string | null = null;

  constructor(...given: ConstructorParameters<typeof TabElement>) {
    super(...given);
    this.nodeFilter = '';
    this.order = { sort: 'when', descending: true };
    this.folded = new Set();
    this.heldAgainst = null;
    this.step = 0;
  }

  protected override watched(): readonly Watchable[] {
    const { client, plans, findings, database, jobs, view } = this.store;
    return [client, plans, findings, database, jobs, view];
  }

  /** The plan that is chosen, as far as it is there, else the newest. */
  private get chosen(): PlanSummary | null {
    const plans = this.store.plans.value ?? [];
    const { planId } = this.store.view.value;
    const newest = plans.toSorted((a, b) => b.plannedAt - a.plannedAt)[0];
    return plans.find((plan) => plan.planId === planId) ?? newest ?? null;
  }

  protected override willUpdate(): void {
    const planId = this.chosen?.planId ?? null;
    this.reading.look(this.store.client.value, planId, this.store.plans.value);
    if (planId !== this.shownId) this.heldAgainst = null;
    this.comparison.look(this.store.client.value, this.heldAgainst, planId);
    if (planId === this.shownId) return;
    this.shownId = planId;
    this.nodeFilter = '';
    this.folded = new Set();
  }

  /** In a plan `/` searches its nodes, elsewhere the statements. */
  override focusFilter(): void {
    const isInPlan = this.shadowRoot?.activeElement?.classList.contains('plan') === true;
    const field = isInPlan ? this.renderRoot.querySelector<HTMLElement>('.nodes vscode-textfield') : null;
    if (field === null) super.focusFilter();
    else field.focus();
  }

  override render(): TemplateResult {
    const { plans, database } = this.store;
    if (plans.value === null || database.value === null) return html`${skeleton([64, 40])}${skeleton([92, 92, 92])}`;
    const job = this.store.jobs.value.find(
      ({ kind, state }) => state === 'running' && (kind === 'explain' || kind === 'advise'),
    );
    if (plans.value.length === 0) {
      return job === undefined ? noPlan(this.store, database.value) : planOnItsWay(this.store, job, this.now);
    }
    const { plan } = this.reading;
    return html`${productionBanner(database.value)}
    ${plan === null ? nothing : problemsBanner(plan.problems, 'The plan')}
    ${plan === null ? this.pending() : this.answer(plan)} ${this.statements(plans.value)}
    ${plan === null ? nothing : this.planView(plan)}`;
  }

  private pending(): TemplateResult {
    const { state } = this.reading;
    if (state?.state !== 'failed') return skeleton([64, 40]);
    return html`<div class="partial">
      ${banner(
        'error',
        failureWords(state.failure),
        action('Try Again', () => this.reading.again()),
      )}
    </div>`;
  }

  private findingsOf(plan: QueryPlan): readonly Finding[] {
    return (this.store.findings.value ?? []).filter(
      ({ planId, findingId }) => planId === plan.planId || plan.findings.includes(findingId),
    );
  }

  private answer(plan: QueryPlan): TemplateResult {
    return answerView(queriesAnswer(plan, this.findingsOf(plan)), (place) => this.store.openPlace(place));
  }

  private statements(plans: readonly PlanSummary[]): TemplateResult {
    const database = this.store.database.value;
    const chosen = this.chosen?.planId ?? null;
    const { filter, order, now, store } = this;
    const connection =
      database === null || database === 'none'
        ? html`${plans.length}; not connected`
        : html`${plans.length}; ${databaseWords(database)}`;
    const setOrder = (next: PlansOrder) => (this.order = next);
    const model = this.plansKept.get([plans, filter, order, chosen, now], () =>
      plansModel(plans, { filter, order, chosen, now, setOrder }, store),
    );
    return html`<section>
      <div class="bar wraps">
        <h2>Statements</h2>
        <span class="note">${connection}</span>
        <span class="end">
          ${database === 'none' ? action('Connect…', () => store.command('connectDatabase')) : nothing}
          ${filterField('Filter statements', filter, (text) => (this.filter = text))}
        </span>
      </div>
      <pit-grid .model=${model} .maxLines=${8}></pit-grid>
    </section>`;
  }

  private planView(plan: QueryPlan): TemplateResult {
    const form = this.store.view.value.planForm ?? 'tree';
    return html`<section class="beside">
      <div>
        <div class="bar wraps">
          <h2>Plan</h2>
          <span class="note">${planTimes(plan)}</span>
          <span class="end">
            ${form === 'tree' && plan.nodes.length > searchedFrom ? this.nodeSearch(plan) : nothing}
            ${pick<PlanForm>(
              'Form',
              [
                ['tree', 'Tree'],
                ['text', 'Text'],
                ['json', 'JSON'],
              ],
              form,
              (planForm) => this.store.look({ planForm }),
            )}
          </span>
        </div>
        <pre class="sql">${sqlView(sqlLayout(plan.sql))}</pre>
        ${form === 'tree' ? this.trees(plan) : this.lines(plan, form)} ${factsLine(plan)}
        ${parametersView(plan.parameters)} ${this.history(plan)}
      </div>
      ${this.cards(plan)}
    </section>`;
  }

  private nodeSearch(plan: QueryPlan): TemplateResult {
    return html`<span class="nodes"
      >${filterField(`Search ${wholeNumber(plan.nodes.length)} nodes`, this.nodeFilter, (text) => (this.nodeFilter = text))}</span
    >`;
  }

  private trees(plan: QueryPlan): TemplateResult {
    const { folded, nodeFilter } = this;
    const { nodes, changedNodes, planId } = plan;
    // One scale for both: a bar of the second plan can be held against the first.
    const whole = Math.max(wholeMs(nodes), changedNodes === null ? 0 : wholeMs(changedNodes));
    const model = this.treeKept.get([plan, folded, nodeFilter], () =>
      planTreeModel({
        label: 'Plan',
        name: planId,
        rows: planRows(nodes, folded, nodeFilter),
        whole,
        hot: hotNode(nodes),
        isFolded: (index) => folded.has(index),
        fold: (index, isFolded) => this.fold(index, isFolded),
        empty: `No node has “${nodeFilter}” in it.`,
      }),
    );
    return html`<pit-grid class="plan" .model=${model} .maxLines=${24}></pit-grid>
      ${changedNodes === null ? nothing : this.changedTree(plan, changedNodes, whole)}`;
  }

  private changedTree(plan: QueryPlan, changed: readonly PlanNode[], whole: number): TemplateResult {
    const model = this.changedKept.get([plan], () =>
      planTreeModel({
        label: 'Plan with the change',
        name: `${plan.planId} changed`,
        rows: planRows(changed, new Set(), ''),
        whole,
        hot: null,
        isFolded: () => false,
        fold: () => undefined,
        empty: 'No node.',
      }),
    );
    return html`<div class="bar then">
        <h2>Plan with the change</h2>
        <span class="note">${inWords(milliseconds(wholeMs(changed)))}, same scale</span>
      </div>
      <pit-grid class="plan" .model=${model} .maxLines=${16}></pit-grid>`;
  }

  /** The plan against an earlier one of the same statement; nothing where there is none. */
  private history(plan: QueryPlan): TemplateResult | typeof nothing {
    const earlier = earlierPlans(plan, this.store.plans.value ?? []);
    if (earlier.length === 0) return nothing;
    const { state } = this.comparison;
    const compared = state?.state === 'ready' ? state.value : null;
    return html`<div class="bar wraps then">
        <h2>Against an earlier run</h2>
        <span class="end">${earlierPick(earlier, this.heldAgainst, (planId) => (this.heldAgainst = planId))}</span>
      </div>
      ${state?.state === 'loading' ? skeleton([92, 92]) : nothing}
      ${state?.state === 'failed' ? banner('error', failureWords(state.failure)) : nothing}
      ${compared === null ? nothing : this.compared(compared, plan)}`;
  }

  private compared(comparison: PlanComparison, { planId }: QueryPlan): TemplateResult {
    const name = `${planId} ${this.heldAgainst ?? ''}`;
    const model = this.comparedKept.get([comparison], () => comparisonModel(comparison, name));
    return html`<p class="note">${comparisonWords(comparison)}</p>
      <pit-grid class="plan" .model=${model} .maxLines=${16}></pit-grid>`;
  }

  private fold(index: number, isFolded: boolean): void {
    const next = new Set(this.folded);
    if (isFolded) next.add(index);
    else next.delete(index);
    this.folded = next;
  }

  private lines(plan: QueryPlan, form: 'text' | 'json'): TemplateResult {
    const text = this.textKept.get([plan, form], () => (form === 'text' ? planText(plan.nodes) : planJson(plan.json)));
    return planLines(text, form === 'text' ? 'Plan as text' : 'Plan as JSON', () => this.store.copy(text));
  }

  private cards(plan: QueryPlan): TemplateResult {
    const findings = this.findingsOf(plan);
    const { trials } = plan;
    if (findings.length === 0 && trials.length === 0) return this.nothingTried(plan);
    return html`<div class="cards">
      ${findings.map((finding) => proofCard(finding, this.store))} ${trialsCard(trials)}
    </div>`;
  }

  private nothingTried({ place }: QueryPlan): TemplateResult {
    return html`<div class="cards">
      <article class="card" aria-label="Proof">
        <h3><span>Nothing was tried yet</span></h3>
        <p class="dim">Pitstop builds and times a change in a sandbox before it says that it helps.</p>
        ${
          place === null
            ? nothing
            : html`<div class="actions">
                <vscode-button @click=${() => this.store.command('adviseQuery', place)}>Prove</vscode-button>
              </div>`
        }
      </article>
    </div>`;
  }
}
customElements.define('pit-queries', QueriesTab);
