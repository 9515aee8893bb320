import { css, html, nothing, type TemplateResult } from 'lit';
import type { LivePool } from '../../../src/protocol/livePools.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { pools as poolPictures } from './poolStrip.ts';
import '../../lists/grid.ts';
import { Kept } from '../../store/kept.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { answerView } from '../../widgets/sentence.ts';
import { nothingYet, skeleton, stateStyles } from '../../widgets/states.ts';
import { holdersModel, poolsModel, sitesModel } from './poolTables.ts';
import { poolsAnswer } from './poolsAnswer.ts';

const askEveryMs = 1_000;
/** How far back the picture of a pool goes. */
const shownMs = 5 * 60_000;

/** What the program hands out and waits for: pools, who holds what, and who waits. */
export class PoolsTab extends TabElement {
  static override readonly styles = [
    baseStyles,
    stateStyles,
    css`
      svg.strip {
        display: block;
        width: 100%;
        height: 72px;
        margin: 6px 0 2px;
        overflow: visible;
      }
      .busy {
        fill: var(--vscode-charts-green);
        opacity: 0.55;
      }
      .held {
        fill: var(--vscode-charts-red);
      }
      .waiting {
        fill: none;
        stroke: var(--vscode-charts-yellow);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }
      .bound {
        stroke: var(--rule);
        vector-effect: non-scaling-stroke;
      }
    `,
  ];
  static override readonly properties = {
    ...TabElement.properties,
    pools: { state: true },
    chosenId: { state: true },
  };
  declare pools: readonly LivePool[] | null;
  declare chosenId: string;
  private timer: ReturnType<typeof setInterval> | undefined;
  private askedOf = '';
  private readonly poolsKept = new Kept<GridModel>();
  private readonly holdersKept = new Kept<GridModel>();
  private readonly sitesKept = new Kept<GridModel>();
  private readonly openPlace = (place: Place) => this.store.openPlace(place);

  constructor(...given: ConstructorParameters<typeof TabElement>) {
    super(...given);
    this.pools = null;
    this.chosenId = '';
  }

  protected override watched(): readonly Watchable[] {
    const { targets, view, findings, client, pipe } = this.store;
    return [targets, view, findings, client, pipe];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.ask(), askEveryMs);
    this.ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private ask(): void {
    const { target, client } = this.store;
    if (target === null || client.value === null) return;
    const { targetId } = target;
    if (targetId !== this.askedOf) {
      this.askedOf = targetId;
      this.pools = null;
    }
    client.value.request('live/pools', { targetId, sinceAt: Date.now() - shownMs }).then(
      (pools) => {
        if (targetId === this.askedOf) this.pools = pools;
      },
      // The pipe's own state tells that the host is gone; what was seen last stays, dimmed.
      () => undefined,
    );
  }

  override render(): TemplateResult {
    const { target, targets, pipe, findings } = this.store;
    if (targets.value === null) return html`${skeleton([64, 40])}`;
    if (target === null) return this.noTarget();
    if (this.pools === null)
      return html`<p class="answer">Looking at what <code>${target.name}</code> uses.</p>
        ${skeleton([92, 92])}`;
    const { pools } = this;
    const own = (findings.value ?? []).filter(({ targetId }) => targetId === target.targetId);
    const isLive = target.state === 'watching' && pipe.value.state === 'open';
    const chosen = pools.find(({ poolId }) => poolId === this.chosenId) ?? pools[0];
    return html`${answerView(poolsAnswer(pools, own), this.openPlace)}
      <div class=${isLive ? '' : 'stale'}>
        <section>
          <div class="bar">
            <h2>Pools</h2>
            <span class="note">${pools.length}</span>
          </div>
          <pit-grid
            .model=${this.poolsKept.get([pools, chosen?.poolId], () =>
              poolsModel(pools, {
                chosen: chosen?.poolId ?? '',
                open: this.openPlace,
                choose: (poolId) => (this.chosenId = poolId),
              }),
            )}
          ></pit-grid>
        </section>
        ${chosen === undefined ? nothing : this.onePool(chosen)}
      </div>`;
  }

  private noTarget(): TemplateResult {
    return nothingYet(
      'Shows what a program hands out and waits for: database clients, connections, WebSockets and workers, and who has not given one back.',
      html`<vscode-button @click=${() => this.store.command('attach')}>Attach to Process…</vscode-button>
        <vscode-button secondary @click=${() => this.store.command('launch')}>Launch and Profile…</vscode-button>
        <button class="link" @click=${() => this.store.command('openSample')}>Open the Sample</button>`,
    );
  }

  private onePool(pool: LivePool): TemplateResult {
    const { holders, sites, label, kind } = pool;
    return html`<section>
        <div class="bar">
          <h2>${label === '' ? kind : label}</h2>
          <span class="note">the last minutes: taken, not given back for long, and waiting</span>
        </div>
        ${poolPictures(pool)}
      </section>
      ${
        holders.length === 0
          ? nothing
          : html`<section>
              <div class="bar">
                <h2>Not given back</h2>
                <span class="note">for more than a second, the oldest first</span>
              </div>
              <pit-grid
                .model=${this.holdersKept.get([holders], () => holdersModel(holders, this.openPlace))}
              ></pit-grid>
            </section>`
      }
      ${
        sites.length === 0
          ? nothing
          : html`<section>
              <div class="bar">
                <h2>Call sites</h2>
                <span class="note">of the uses whose stack was taken</span>
              </div>
              <pit-grid .model=${this.sitesKept.get([sites], () => sitesModel(sites, this.openPlace))}></pit-grid>
            </section>`
      }`;
  }
}
customElements.define('pit-pools', PoolsTab);
