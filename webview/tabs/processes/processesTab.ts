import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { FailureBody } from '../../../src/protocol/failures.ts';
import type { Ledger } from '../../../src/protocol/ledger.ts';
import '../../lists/grid.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import { failureOf } from '../../store/asked.ts';
import { Kept } from '../../store/kept.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { filterField } from '../../widgets/filterField.ts';
import { answerView, failureWords } from '../../widgets/sentence.ts';
import { nothingYet, skeleton, stateStyles } from '../../widgets/states.ts';
import { ledgerModel } from './ledgerModel.ts';
import { ledgerRows, type LedgerOrder } from './ledgerTree.ts';
import { livesView } from './lives.ts';
import { processesAnswer } from './processesAnswer.ts';
import { processesStyles } from './processes.css.ts';

const readEveryMs = 2_000;

/** Who starts what, at which line, and what is left over. */
export class ProcessesTab extends TabElement {
  static override readonly styles = [baseStyles, stateStyles, processesStyles];
  static override readonly properties = {
    ...TabElement.properties,
    ledger: { state: true },
    failure: { state: true },
    order: { state: true },
    folded: { state: true },
  };
  declare private ledger: Ledger | null;
  declare private failure: FailureBody | null;
  declare private order: LedgerOrder;
  /** Keys that are folded against their default, or unfolded. */
  declare private folded: ReadonlyMap<string, boolean>;
  private readonly kept = new Kept<GridModel>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private isReading = false;

  constructor(...about: ConstructorParameters<typeof TabElement>) {
    super(...about);
    this.ledger = null;
    this.failure = null;
    this.order = { sort: 'age', descending: true };
    this.folded = new Map();
  }

  protected override watched(): readonly Watchable[] {
    return [this.store.client];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => void this.read(), readEveryMs);
    void this.read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override updated(): void {
    if (this.ledger === null && this.failure === null) void this.read();
  }

  private async read(): Promise<void> {
    const client = this.store.client.value;
    if (client === null || this.isReading) return;
    this.isReading = true;
    try {
      this.ledger = await client.request('ledger/read', { pid: null });
      this.failure = null;
    } catch (error) {
      // The ledger that was told last stays; a host that is gone is told by the banner, and asked when it is back.
      if (client === this.store.client.value) this.failure = failureOf(error);
    } finally {
      this.isReading = false;
    }
  }

  override render(): TemplateResult {
    const { ledger, failure } = this;
    if (ledger === null)
      return failure === null
        ? html`${skeleton([64, 40])}${skeleton([92, 92, 92])}`
        : nothingYet(
            failureWords(failure),
            html`<vscode-button @click=${() => void this.read()}>Try Again</vscode-button>`,
          );
    return html`${answerView(processesAnswer(ledger), (place) => this.store.openPlace(place))}
    ${ledger.lives.length === 0 ? nothing : livesView(ledger.lives, ledger.at)} ${this.list(ledger)}`;
  }

  private list(ledger: Ledger): TemplateResult {
    const { filter, order, folded } = this;
    const isFolded = (key: string) => folded.get(key) ?? key === 'tools';
    const model = this.kept.get([ledger, filter, order, folded], () =>
      ledgerModel(
        {
          rows: ledgerRows(ledger.processes, ledger.totals, { order, filter, isFolded }),
          order,
          filter,
          sort: (next) => (this.order = next),
          isFolded,
          fold: (key, isNowFolded) => (this.folded = new Map(folded).set(key, isNowFolded)),
        },
        this.store,
      ),
    );
    const { orphans } = ledger.totals;
    return html`<section>
      <div class="bar wraps">
        <h2>Ledger</h2>
        <span class="note">yours on this machine</span>
        <span class="end">
          ${filterField('Filter processes', filter, (text) => (this.filter = text))}
          ${
            orphans === 0
              ? nothing
              : html`<vscode-button secondary @click=${() => this.store.command('reapOrphans')}
                  >Reap ${orphans} ${orphans === 1 ? 'Orphan' : 'Orphans'}…</vscode-button
                >`
          }
          ${ledger.processes.length === 0 ? html`<vscode-button @click=${() => this.store.command('launch')}>Launch and Profile…</vscode-button>` : nothing}
        </span>
      </div>
      <pit-grid .model=${model} .maxLines=${24}></pit-grid>
    </section>`;
  }
}
customElements.define('pit-processes', ProcessesTab);
