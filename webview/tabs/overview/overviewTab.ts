import { html, nothing, type TemplateResult } from 'lit';
import type { Target } from '../../../src/protocol/targets.ts';
import '../../charts/strips.ts';
import type { StripKind, StripsSubject } from '../../charts/strips.ts';
import { span } from '../../format/moments.ts';
import '../../lists/grid.ts';
import { TabElement } from '../../store/tabElement.ts';
import { Kept } from '../../store/kept.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import type { Watchable } from '../../store/signal.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { action } from '../../widgets/cells.ts';
import { filterField } from '../../widgets/filterField.ts';
import { answerView } from '../../widgets/sentence.ts';
import { nothingYet, skeleton, stateStyles } from '../../widgets/states.ts';
import { findingsModel } from './findingsModel.ts';
import { hostFacts, poolsModel } from './hostSection.ts';
import { isOpen, openFindings, overviewAnswer } from './overviewAnswer.ts';
import { captureMarks, timeWindow } from './timeWindow.ts';

const megabyte = 1_000_000;
const strips: readonly StripKind[] = [
  { metric: 'heapUsed', name: 'Heap', unit: 'bytes', color: 'heap', spanMin: 4 * megabyte, fromZero: false, digits: 3 },
  {
    metric: 'external',
    name: 'External',
    unit: 'bytes',
    color: 'external',
    spanMin: 2 * megabyte,
    fromZero: false,
    digits: 3,
  },
  { metric: 'rss', name: 'RSS', unit: 'bytes', color: 'rss', spanMin: 8 * megabyte, fromZero: false, digits: 3 },
  { metric: 'loopDelayP99', name: 'Loop delay p99', unit: 'ms', color: 'loop', spanMin: 20, fromZero: true, digits: 2 },
  { metric: 'gcShare', name: 'GC share', unit: 'ratio', color: 'gc', spanMin: 0.04, fromZero: true, digits: 2 },
  { metric: 'cpuShare', name: 'CPU', unit: 'ratio', color: 'cpu', spanMin: 0.5, fromZero: true, digits: 2 },
];

/** What costs most, and what to do first. */
export class OverviewTab extends TabElement {
  static override readonly styles = [baseStyles, stateStyles];
  static override readonly properties = { ...TabElement.properties, isUnfolded: { state: true } };
  /** Whether findings that were dismissed or are gone are listed too. */
  declare isUnfolded: boolean;
  private readonly findingsKept = new Kept<GridModel>();
  private readonly poolsKept = new Kept<GridModel>();

  constructor(...given: ConstructorParameters<typeof TabElement>) {
    super(...given);
    this.isUnfolded = false;
  }

  protected override watched(): readonly Watchable[] {
    const { targets, findings, captures, host, view, live } = this.store;
    return [targets, findings, captures, host, view, live.changed, live.isLoading];
  }

  protected override willUpdate(): void {
    // A filter of a list that is gone would hide what comes next.
    if ((this.store.findings.value ?? []).length === 0) this.filter = '';
  }

  override render(): TemplateResult {
    const { targets } = this.store;
    if (targets.value === null) return html`${skeleton([64, 40])}${skeleton([92, 92, 92, 92])}`;
    const { target } = this.store;
    return html`${target === null ? this.noTarget() : this.watching(target)} ${this.findingsSection()}
    ${this.hostSection()}`;
  }

  private noTarget(): TemplateResult {
    return nothingYet(
      'Shows what a running Node.js program costs: its heap, its loop, its collector, and what to do first.',
      html`<vscode-button @click=${() => this.store.command('attach')}>Attach to Process…</vscode-button>
        <vscode-button secondary @click=${() => this.store.command('launch')}>Launch and Profile…</vscode-button>
        <button class="link" @click=${() => this.store.command('openSample')}>Open the Sample</button>`,
    );
  }

  private watching(target: Target): TemplateResult {
    const { live, findings } = this.store;
    const { samples } = live;
    const newest = {
      heapUsed: samples.latest('heapUsed'),
      loopDelayP99: samples.latest('loopDelayP99'),
      gcShare: samples.latest('gcShare'),
    };
    const answer = answerView(overviewAnswer(target, findings.value ?? [], newest), (place) =>
      this.store.openPlace(place),
    );
    const { lastAt } = samples;
    if (lastAt === null) {
      return html`${answer}
        <section>${live.isLoading.value ? skeleton([92, 92, 92, 92]) : nothing}</section>`;
    }
    const window = timeWindow(samples.firstAt ?? lastAt, lastAt);
    const subject: StripsSubject = {
      samples,
      kinds: strips,
      ...window,
      rangeName: span(window.toAt - window.fromAt),
      marks: captureMarks(this.store.captures.value ?? [], target),
    };
    const isLive = target.state === 'watching' && this.store.pipe.value.state === 'open';
    return html`${answer}
      <section>
        <div class="bar">
          <h2>Last ${subject.rangeName}</h2>
          <span class="note">${isLive ? nothing : `up to ${span(this.now - lastAt)} ago`}</span>
        </div>
        <pit-strips class=${isLive ? '' : 'stale'} .subject=${subject}></pit-strips>
      </section>`;
  }

  private findingsSection(): TemplateResult | typeof nothing {
    const all = this.store.findings.value ?? [];
    if (all.length === 0) return nothing;
    const open = openFindings(all);
    const settled = all.filter((finding) => !isOpen(finding));
    const { findingId } = this.store.view.value;
    // Whatever is asked for is shown, also where it is folded away.
    const isUnfolded = this.isUnfolded || settled.some((finding) => finding.findingId === findingId);
    const findings = isUnfolded ? [...open, ...settled] : open;
    const model = this.findingsKept.get([all, this.filter, isUnfolded, findingId], () =>
      findingsModel(findings, this.filter, this.store, findingId),
    );
    return html`<section>
      <div class="bar">
        <h2>Findings</h2>
        <span class="note">${open.length}, by saving per effort</span>
        <span class="end">
          <span class="wide">${action('Export Report…', () => this.store.command('exportReport'))}</span>
          ${filterField('Filter findings', this.filter, (text) => {
            this.filter = text;
          })}
        </span>
      </div>
      ${findings.length === 0 ? nothing : html`<pit-grid .model=${model}></pit-grid>`}
      ${settled.length === 0 ? nothing : this.fold(settled.length, isUnfolded)}
    </section>`;
  }

  private fold(count: number, isUnfolded: boolean): TemplateResult {
    return html`<p class="why">
      <button
        class="link"
        aria-expanded=${isUnfolded ? 'true' : 'false'}
        @click=${() => (this.isUnfolded = !isUnfolded)}
      >
        ${isUnfolded ? 'Hide' : 'Show'} ${count} dismissed or gone
      </button>
    </p>`;
  }

  private hostSection(): TemplateResult | typeof nothing {
    const host = this.store.host.value;
    if (host === null) return nothing;
    return html`<section>
      <div class="bar">
        <h2>Host</h2>
        ${hostFacts(host, this.now)}
      </div>
      <pit-grid .model=${this.poolsKept.get([host], () => poolsModel(host.pools))}></pit-grid>
    </section>`;
  }
}
customElements.define('pit-overview', OverviewTab);
