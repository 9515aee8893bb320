import { html, nothing, svg, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../../charts/poolChart.ts';
import { defaultPoolSize, type Experiment, type PoolTuning } from '../../../src/protocol/experiments.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Proof } from '../../../src/protocol/proofs.ts';
import '../../lists/grid.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import { intervalStyles, intervalTable } from '../../proof/intervals.ts';
import { proofStyles } from '../../proof/proof.css.ts';
import { methodWords, proofCard, type CardAbout } from '../../proof/proofCard.ts';
import { proofRuns } from '../../proof/proofRuns.ts';
import { proofTable } from '../../proof/proofTable.ts';
import { proofWords } from '../../proof/proofWords.ts';
import { Kept } from '../../store/kept.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { filterField } from '../../widgets/filterField.ts';
import { answerView, piecesOf, sentence } from '../../widgets/sentence.ts';
import { loadingView, nothingYet, skeleton, stateStyles } from '../../widgets/states.ts';
import { hostFacts, poolsModel } from '../overview/hostSection.ts';
import { experimentsAnswer } from './experimentsAnswer.ts';
import { experimentsModel, tookWords } from './experimentsModel.ts';
import { experimentsStyles } from './experiments.css.ts';
import { stepsModel } from './stepsModel.ts';

/** Which size, which variant, and how sure that is. */
export class ExperimentsTab extends TabElement {
  static override readonly styles = [baseStyles, stateStyles, proofStyles, intervalStyles, experimentsStyles];
  private readonly listKept = new Kept<GridModel>();
  private readonly stepsKept = new Kept<GridModel>();
  private readonly poolsKept = new Kept<GridModel>();

  protected override watched(): readonly Watchable[] {
    const { experiments, findings, jobs, host, targets, database, view } = this.store;
    return [experiments, findings, jobs, host, targets, database, view];
  }

  /** The experiment that is chosen, as far as it is there, else the newest. */
  private get chosen(): Experiment | null {
    const all = this.store.experiments.value ?? [];
    const { experimentId } = this.store.view.value;
    const newest = all.toSorted((a, b) => b.endedAt - a.endedAt)[0];
    return all.find((one) => one.experimentId === experimentId) ?? newest ?? null;
  }

  override render(): TemplateResult {
    const { experiments } = this.store;
    if (experiments.value === null) return html`${skeleton([64, 40])}${skeleton([92, 92, 92])}`;
    const { chosen } = this;
    return html`${chosen === null ? this.noExperiment() : this.answer(chosen)}
    ${chosen === null ? nothing : this.list(experiments.value, chosen)}
    ${chosen === null ? nothing : this.chosenView(chosen)} ${this.ownPools()}`;
  }

  private answer(chosen: Experiment): TemplateResult {
    return answerView(experimentsAnswer(chosen), (place) => this.store.openPlace(place));
  }

  private tune(): void {
    const { target } = this.store;
    this.store.command('tunePool', target?.state === 'watching' ? { targetId: target.targetId } : undefined);
  }

  private noExperiment(): TemplateResult {
    const job = this.store.jobs.value.find(
      ({ kind, state }) => state === 'running' && (kind === 'tunePool' || kind === 'verify'),
    );
    if (job !== undefined) {
      const cancel = () => {
        // A host that is gone has cancelled it already.
        this.store.client.value?.request('jobs/cancel', { jobId: job.jobId }).catch(() => undefined);
      };
      const since = { startedAt: job.startedAt, now: Math.max(this.now, job.startedAt) };
      return loadingView(job.title, job.progress, since, cancel);
    }
    return nothingYet(
      'Shows what was tried out, what it gave, and how sure that is: sizes of a pool, an index, a change made again.',
      html`<vscode-button @click=${() => this.tune()}>Tune Pool…</vscode-button>
        <button class="link" @click=${() => this.store.command('openSample')}>Open the Sample</button>`,
    );
  }

  private list(experiments: readonly Experiment[], chosen: Experiment): TemplateResult {
    const { filter, now, store } = this;
    const findings = store.findings.value ?? [];
    const model = this.listKept.get([experiments, findings, filter, chosen.experimentId, now], () =>
      experimentsModel(experiments, { findings, filter, chosen: chosen.experimentId, now }, store),
    );
    return html`<section>
      <div class="bar wraps">
        <h2>Experiments</h2>
        <span class="note">${experiments.length}</span>
        <span class="end">
          ${filterField('Filter experiments', filter, (text) => (this.filter = text))}
          <vscode-button secondary @click=${() => this.tune()}>Tune Pool…</vscode-button>
        </span>
      </div>
      <pit-grid .model=${model} .maxLines=${8}></pit-grid>
    </section>`;
  }

  private findingOf({ findingId, experimentId }: Experiment): Finding | undefined {
    return (this.store.findings.value ?? []).find(
      (finding) => finding.findingId === findingId || finding.experimentId === experimentId,
    );
  }

  private chosenView(chosen: Experiment): TemplateResult {
    const { pool } = chosen;
    // A pool that keeps its size has no before and after: its steps say all.
    const isKept = pool !== null && pool.recommended !== null && pool.recommended === comparedSize(pool);
    const proof = isKept ? null : chosen.proof;
    const card = isKept ? nothing : this.card(chosen);
    return html`<section class=${card === nothing ? '' : 'beside'}>
      <div>
        ${pool === null ? nothing : this.poolView(chosen, pool)}
        ${proof === null ? nothing : this.intervals(chosen, proof)}
      </div>
      ${card}
    </section>`;
  }

  private poolView(experiment: Experiment, pool: PoolTuning): TemplateResult {
    const model = this.stepsKept.get([experiment], () => stepsModel(pool));
    const isCrossed = pool.steps.some(({ isValid }) => !isValid);
    return html`<div class="bar wraps">
        <h2>${sentence(piecesOf(experiment.title), (place) => this.store.openPlace(place))}</h2>
        <span class="note">${experiment.runs}, ${tookWords(experiment)}</span>
        <span class="end key" aria-hidden="true">
          <span
            >${svg`<svg width="10" height="10"><circle class="probe" cx="5" cy="5" r="3.5"></circle></svg>`}measured</span
          >
          ${isCrossed ? html`<span>${svg`<svg width="9" height="9"><path class="cross" d="M1 1l7 7M8 1l-7 7"></path></svg>`}not valid</span>` : nothing}
          <span>${svg`<svg width="16" height="8"><path class="between" d="M0 4.5H16"></path></svg>`}not measured</span>
        </span>
      </div>
      <pit-pool-chart .tuning=${pool}></pit-pool-chart>
      <pit-grid class="steps" .model=${model} .maxLines=${14}></pit-grid>`;
  }

  private intervals(experiment: Experiment, proof: Proof): TemplateResult {
    return html`<div class="bar wraps">
        <h2>
          ${experiment.pool === null ? sentence(piecesOf(experiment.title), (place) => this.store.openPlace(place)) : 'Gain'}
        </h2>
        <span class="note">gain over today, above 1x is better</span>
        <span class="end key" aria-hidden="true">
          ${proof.sameAgain === null ? nothing : html`<span>${svg`<svg width="16" height="8"><path class="aa" d="M0 4H16"></path></svg>`}A/A</span>`}
          <span>${svg`<svg width="16" height="8"><path class="ab gain" d="M0 4H16"></path></svg>`}A/B</span>
        </span>
      </div>
      ${intervalTable(proof)}`;
  }

  /** The finding's card; where no finding came of it, the figures with their method. */
  private card(chosen: Experiment): TemplateResult | typeof nothing {
    const finding = this.findingOf(chosen);
    const { pool, proof } = chosen;
    if (finding !== undefined) {
      return html`<div class="cards">${proofCard(finding, this.store, pool === null ? {} : aboutPool(pool))}</div>`;
    }
    if (proof === null) return nothing;
    const { title, heads }: CardAbout = pool === null ? {} : aboutPool(pool);
    return html`<div class="cards">
      <article class="card" aria-label=${chosen.title}>
        <h3><span>${title === undefined ? capital(chosen.answer) : `${title}: ${proofWords(proof)}`}</span></h3>
        ${proof.runs.before.length + proof.runs.after.length === 0 ? nothing : proofRuns(proof, heads)}
        ${proofTable(proof, [], heads)}
        <p class="why">${methodWords(proof)}</p>
      </article>
    </div>`;
  }

  private ownPools(): TemplateResult | typeof nothing {
    const host = this.store.host.value;
    if (host === null) return nothing;
    return html`<section>
      <div class="bar">
        <h2>Pitstop’s own pools</h2>
        ${hostFacts(host, this.now)}
      </div>
      <pit-grid .model=${this.poolsKept.get([host], () => poolsModel(host.pools))}></pit-grid>
    </section>`;
  }
}

/** The size that the recommended one was compared with. */
const comparedSize = (pool: PoolTuning) => pool.comparedSize ?? pool.currentSize ?? defaultPoolSize;

/** A pool's sizes as the names of before and after. */
function aboutPool(pool: PoolTuning): CardAbout {
  const { currentSize, recommended } = pool;
  const before = comparedSize(pool);
  if (recommended === null || before === recommended) return {};
  const isChosen = currentSize !== null || before !== defaultPoolSize;
  return {
    title: `${recommended} instead of ${before}${isChosen ? '' : ', what pg takes by default'}`,
    heads: [String(before), String(recommended)],
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
customElements.define('pit-experiments', ExperimentsTab);
