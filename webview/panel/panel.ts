import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Finding } from '../../src/protocol/findings.ts';
import { clockSeconds } from '../format/moments.ts';
import { isStall } from '../proof/findingActs.ts';
import { PanelElement } from '../store/panelElement.ts';
import type { PanelStore } from '../store/panelStore.ts';
import type { Watchable } from '../store/signal.ts';
import type { TabElement } from '../store/tabElement.ts';
import { baseStyles } from '../styles/base.css.ts';
import { tabs, type Tab } from '../tabs.ts';
import { stillCosts } from '../../src/format/findingRow.ts';
import { action } from '../widgets/cells.ts';
import { banner, skeleton, stateStyles } from '../widgets/states.ts';
import { failureBanner, jobBanner, pipeBanner, targetBanner } from './banners.ts';
import { headView } from './head.ts';
import './menu.ts';
import type { MenuItem } from './menu.ts';
import { keysDialog } from './keysDialog.ts';
import { panelStyles } from './panel.css.ts';
import { standingFailures } from './standingFailures.ts';
import { verdictOf, type Told } from './verdicts.ts';

/** Below this width the head keeps one button and the lists one column. */
const narrowPx = 560;

/** The tab that tells of a finding. */
function tabOf(finding: Finding): string {
  const { diff, huntId, planId, experimentId } = finding;
  if (isStall(finding)) return 'gc-loop';
  if (diff !== undefined || huntId !== undefined) return 'memory';
  if (planId !== undefined) return 'queries';
  return experimentId === undefined ? 'overview' : 'experiments';
}

/** The tabs that have room in a narrow panel: the first, and the one that is open. */
function narrowTabs(open: Tab | undefined): readonly Tab[] {
  const first = tabs.slice(0, 3);
  return open === undefined || first.includes(open) ? first : [...tabs.slice(0, 2), open];
}

/** The frame: head, tabs, what is wrong or under way, and the tab that is open. */
export class Panel extends PanelElement {
  static override readonly styles = [baseStyles, stateStyles, panelStyles];
  static override readonly properties = {
    now: { state: true },
    width: { state: true },
    opened: { state: true },
    dismissed: { state: true },
    spoken: { state: true },
  };
  declare now: number;
  declare width: number;
  declare opened: ReadonlyMap<string, TabElement>;
  declare dismissed: ReadonlySet<string>;
  declare spoken: string;
  private readonly store: PanelStore;
  private readonly clock: () => number;
  private readonly openedAt: number;
  private told: Told | null = null;
  private timer = 0;
  private shown: string | undefined;
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = entries[0]?.contentRect.width ?? this.width;
  });

  constructor(store: PanelStore, clock: () => number) {
    super();
    this.store = store;
    this.clock = clock;
    this.now = clock();
    this.openedAt = this.now;
    this.width = document.documentElement.clientWidth;
    this.opened = new Map();
    this.dismissed = new Set();
    this.spoken = '';
  }

  protected override watched(): readonly Watchable[] {
    const { pipe, targets, captures, findings, jobs, host, restartedAt, view } = this.store;
    return [pipe, targets, captures, findings, jobs, host, restartedAt, view];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.timer = window.setInterval(() => (this.now = this.clock()), 1000);
    window.addEventListener('keydown', this.onKey, { capture: true });
    this.addEventListener('copy-text', this.onCopy);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    window.clearInterval(this.timer);
    window.removeEventListener('keydown', this.onKey, { capture: true });
    this.removeEventListener('copy-text', this.onCopy);
  }

  private get tab(): Tab | undefined {
    return tabs.find(({ id }) => id === this.store.view.value.tab) ?? tabs[0];
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { tab } = this;
    if (tab !== undefined && !this.opened.has(tab.id)) void this.open(tab);
    // A tab that is out of sight stands still: it draws again when it is shown.
    const shown = this.opened.get(tab?.id ?? '');
    if (shown !== undefined) shown.now = this.now;
    const { verdict, told } = verdictOf(this.store, this.told);
    this.told = told;
    if (verdict !== null) this.spoken = verdict;
  }

  protected override updated(): void {
    const shown = this.tab?.id;
    const isOther = this.shown !== undefined && shown !== this.shown;
    this.shown = shown;
    // What had the focus, such as a link to another tab, is gone with its own.
    if (isOther && document.hasFocus() && document.activeElement === document.body) {
      this.renderRoot.querySelector<HTMLElement>('#view')?.focus();
    }
  }

  private async open(tab: Tab): Promise<void> {
    const view = await tab.open(this.store, this.now);
    if (!this.opened.has(tab.id)) this.opened = new Map(this.opened).set(tab.id, view);
  }

  private readonly onCopy = (event: Event): void => {
    if (event instanceof CustomEvent && typeof event.detail === 'string') this.store.copy(event.detail);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    if (event.ctrlKey && turn !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      this.turn(turn);
      return;
    }
    const [origin] = event.composedPath();
    const isTyping = origin instanceof HTMLInputElement || origin instanceof HTMLSelectElement;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') {
      event.preventDefault();
      this.opened.get(this.tab?.id ?? '')?.focusFilter();
    }
    if (event.key === '?') this.renderRoot.querySelector('dialog')?.showModal();
  };

  private turn(step: number): void {
    const at = tabs.findIndex(({ id }) => id === this.tab?.id);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    const hadTabFocus = this.shadowRoot?.activeElement?.getAttribute('role') === 'tab';
    this.store.look({ tab: next.id });
    void this.updateComplete.then(() => {
      const target = hadTabFocus ? `#tab-${next.id}` : '#view';
      this.renderRoot.querySelector<HTMLElement>(target)?.focus();
    });
  }

  private readonly onTabKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.turn(step);
  };

  override render(): TemplateResult {
    const isNarrow = this.width < narrowPx;
    const { tab } = this;
    const shown = isNarrow ? narrowTabs(tab) : tabs;
    const hidden = tabs.filter((one) => !shown.includes(one));
    const keys = { words: 'Keys', run: () => this.renderRoot.querySelector('dialog')?.showModal() };
    return html`${headView(this.store, this.now, isNarrow, [keys])}
      <main>
        <div class="tabs">
          <div role="tablist" aria-label="Views" @keydown=${this.onTabKey}>
            ${shown.map((one) => this.tabButton(one, one.id === tab?.id))}
          </div>
          ${hidden.length === 0 ? nothing : html`<pit-menu .words=${`${hidden.length} more`} .items=${hidden.map((one) => this.tabItem(one))}></pit-menu>`}
        </div>
        ${this.banners()}
        <div id="view" class="view" role="tabpanel" aria-labelledby=${`tab-${tab?.id ?? ''}`} tabindex="-1">
          ${this.opened.get(tab?.id ?? '') ?? skeleton([64, 40, 92, 92])}
        </div>
      </main>
      <div class="spoken" aria-live="polite">${this.spoken}</div>
      ${keysDialog()}`;
  }

  private tabItem({ id, title }: Tab): MenuItem {
    return { words: title, run: () => this.store.look({ tab: id }) };
  }

  private tabButton(tab: Tab, isShown: boolean): TemplateResult {
    const found = (this.store.findings.value ?? []).filter(stillCosts);
    const count = found.filter((finding) => tabOf(finding) === tab.id).length;
    return html`<button
      id=${`tab-${tab.id}`}
      role="tab"
      title=${tab.question}
      aria-selected=${isShown ? 'true' : 'false'}
      aria-controls="view"
      tabindex=${isShown ? 0 : -1}
      @click=${() => this.store.look({ tab: tab.id })}
    >
      ${tab.title}${count === 0 ? nothing : html`<span class="count" aria-label=${`${count} findings`}>${count}</span>`}
    </button>`;
  }

  private dismissButton(id: string): TemplateResult {
    return action('Dismiss', () => this.dismiss(id));
  }

  private dismiss(id: string): void {
    this.dismissed = new Set(this.dismissed).add(id);
  }

  private banners(): TemplateResult {
    const { store, now } = this;
    const { target } = store;
    const restartedAt = store.restartedAt.value;
    const restart = `restart ${restartedAt ?? 0}`;
    const failures = standingFailures(store.jobs.value, this.openedAt).filter(
      ({ jobId }) => !this.dismissed.has(jobId),
    );
    const notices = (store.host.value?.notices ?? []).filter((notice) => !this.dismissed.has(notice));
    return html`${pipeBanner(store, now)}
    ${
      restartedAt === null || this.dismissed.has(restart)
        ? nothing
        : banner(
            'info',
            `The host was restarted at ${clockSeconds(restartedAt)}. Captures and findings are kept; programs it had attached to have to be attached again.`,
            this.dismissButton(restart),
          )
    }
    ${notices.map((notice) => banner('info', notice, this.dismissButton(notice)))}
    ${target === null ? nothing : targetBanner(store, target)}
    ${store.jobs.value.filter(({ state }) => state === 'running').map((job) => jobBanner(store, job, now))}
    ${failures.map((job) => failureBanner(store, job, () => this.dismiss(job.jobId)))}`;
  }
}
customElements.define('pit-panel', Panel);
