import { css, html, type TemplateResult } from 'lit';
import type { Target } from '../../../src/protocol/targets.ts';
import type { EpochMs, Milliseconds } from '../../../src/protocol/units.ts';
import '../../charts/brush.ts';
import type { BrushSubject } from '../../charts/brush.ts';
import type { LeftOut } from '../../charts/drawHatch.ts';
import type { TimeRange } from '../../charts/timeRange.ts';
import type { TimeChartSubject } from '../../charts/timeChartSubject.ts';
import { plotLeft } from '../../charts/timeChart.ts';
import { clock, clockSeconds, span } from '../../format/moments.ts';
import '../../lists/grid.ts';
import { Kept } from '../../store/kept.ts';
import { RangeDetail } from '../../store/rangeDetail.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { pick } from '../../widgets/cells.ts';
import { answerView } from '../../widgets/sentence.ts';
import { nothingYet, skeleton, stateStyles } from '../../widgets/states.ts';
import { captureMarks, movingEnd, timeWindow } from '../overview/timeWindow.ts';
import { distribution, distributionView, type Distribution } from './distribution.ts';
import { chartSubjects, lineOf } from './chartSubjects.ts';
import { gcLoopAnswer } from './gcLoopAnswer.ts';
import { loopModel, metricRow, pausesModel, timeModel } from './gcTables.ts';
import { measuredMs, snapshotPauses, within, without, type Measured } from './leftOut.ts';
import { delayBins, pauseBins } from './lengthBins.ts';
import { pauseFigures, type PauseFigures } from './pauseFigures.ts';
import { Stalls } from './stallsSection.ts';

type Form = 'picture' | 'table';
type Length = '60000' | '180000' | 'all';
/** A stretch of time that was chosen; without an end it moves with the newest sample. */
type Choice = { readonly lengthMs: Milliseconds | null; readonly endAt: EpochMs | null };

const narrowPx = 528;
/** What is shown of the selected stretch. */
type Shown = {
  readonly range: TimeRange;
  readonly measured: Measured;
  readonly leftOut: readonly LeftOut[];
  /** Time that was watched and is not left out. */
  readonly watchedMs: Milliseconds;
  /** Some of its samples are known by their extremes only. */
  readonly isThinned: boolean;
};

type Figures = { readonly rows: readonly PauseFigures[]; readonly distributions: readonly Distribution[] };

/** Sums over all pauses are made anew this often while samples come in. */
const figuresEveryMs = 1_000;

/** Who stops the loop, and is the collector to blame. */
export class GcLoopTab extends TabElement {
  static override readonly styles = [
    baseStyles,
    stateStyles,
    css`
      .split {
        display: grid;
        gap: 16px 24px;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      }
      .split > div {
        padding: 0 16px;
        margin: 0 -16px;
        overflow: hidden;
      }
      .narrow .note {
        display: none;
      }
      .narrow .split {
        grid-template-columns: minmax(0, 1fr);
      }
      .brush {
        position: relative;
        margin-top: 6px;
      }
      .name {
        position: absolute;
        left: 0;
        top: 0;
        font-size: 12px;
        line-height: 16px;
      }
      .name .dim {
        display: block;
        font-size: 11px;
      }
      .narrow .name {
        position: static;
        display: flex;
        gap: 8px;
      }
      pit-brush {
        margin-left: var(--left);
      }
    `,
  ];
  static override readonly properties = {
    ...TabElement.properties,
    choice: { state: true },
    cursorAt: { state: true },
    form: { state: true },
    width: { state: true },
  };
  declare choice: Choice;
  declare cursorAt: EpochMs | null;
  declare form: Form;
  declare width: number;
  private figures: (Figures & { readonly madeAt: number; readonly key: string }) | null = null;
  private readonly detail = new RangeDetail(() => this.requestUpdate());
  private readonly stalls: Stalls;
  private readonly brushKept = new Kept<BrushSubject>();
  private readonly chartsKept = new Kept<readonly TimeChartSubject[]>();
  private readonly pausesKept = new Kept<GridModel>();
  private readonly loopKept = new Kept<GridModel>();
  private readonly tableKept = new Kept<GridModel>();
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor(...given: ConstructorParameters<typeof TabElement>) {
    super(...given);
    this.stalls = new Stalls(this.store, () => this.requestUpdate());
    this.choice = { lengthMs: 180_000, endAt: null };
    this.cursorAt = null;
    this.form = 'picture';
    this.width = 0;
  }

  protected override watched(): readonly Watchable[] {
    const { targets, captures, view, live, pipe } = this.store;
    return [targets, captures, view, live.changed, live.isLoading, pipe];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.stalls.start();
    // The chart package is the largest part of the panel: it comes when the tab already stands and has time.
    requestIdleCallback(() => void import('../../charts/histogram.ts'), { timeout: 1_000 });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.stalls.stop();
    this.detail.forget();
  }

  override render(): TemplateResult {
    const { target, targets, live } = this.store;
    if (targets.value === null) return html`${skeleton([64, 40])}${skeleton([92, 92, 92, 92])}`;
    if (target === null) return this.noTarget();
    const { firstAt, lastAt } = live.samples;
    if (firstAt === null || lastAt === null) {
      return html`<p class="answer">Waiting for the first figures of <code>${target.name}</code>.</p>
        ${skeleton([92, 92, 92, 92])}`;
    }
    return this.watching(target, timeWindow(firstAt, lastAt));
  }

  private noTarget(): TemplateResult {
    return nothingYet(
      'Shows who stops the event loop, for how long, and whether the garbage collector is to blame.',
      html`<vscode-button @click=${() => this.store.command('attach')}>Attach to Process…</vscode-button>
        <vscode-button secondary @click=${() => this.store.command('launch')}>Launch and Profile…</vscode-button>
        <button class="link" @click=${() => this.store.command('openSample')}>Open the Sample</button>`,
    );
  }

  /** The selected stretch, inside what is there. */
  private selected(whole: TimeRange): TimeRange {
    const { lengthMs, endAt } = this.choice;
    const lastAt = this.store.live.samples.lastAt ?? whole.toAt;
    const moving = lengthMs === null ? whole.toAt : Math.min(whole.toAt, movingEnd(lastAt, lengthMs));
    const toAt = Math.min(endAt ?? moving, whole.toAt);
    return { fromAt: Math.max(whole.fromAt, toAt - (lengthMs ?? whole.toAt - whole.fromAt)), toAt };
  }

  /** What was measured in a range, each sample of it where a part of the past is looked at. */
  private shown(target: Target, range: TimeRange): Shown {
    const { live, captures, client } = this.store;
    const isThinned = range.fromAt < (live.thinnedTo ?? -Infinity);
    const detail =
      isThinned && this.choice.endAt !== null ? this.detail.of(client.value, target.targetId, range) : null;
    const leftOut = within(snapshotPauses(captures.value ?? [], target, live.samples), range);
    const measured = without({ samples: detail ?? live.samples, pauses: live.pauses }, leftOut);
    // The share is of the time that was watched, not of an empty stretch before it.
    const fromAt = Math.max(range.fromAt, live.samples.firstAt ?? range.fromAt);
    return {
      range,
      measured,
      leftOut,
      isThinned: isThinned && detail === null,
      watchedMs: measuredMs({ fromAt, toAt: range.toAt }, leftOut),
    };
  }

  private figuresOf({ range, measured, leftOut, watchedMs, isThinned }: Shown): Figures {
    const isMoving = this.choice.endAt === null;
    const stretch = isMoving ? `${range.toAt - range.fromAt}` : `${range.fromAt} ${range.toAt}`;
    const key = [stretch, isThinned, ...leftOut.map(({ fromAt }) => fromAt)].join(' ');
    const made = this.figures;
    const nowAt = performance.now();
    if (made !== null && made.key === key && nowAt - made.madeAt < figuresEveryMs) return made;
    const distributions = [
      distribution(
        { title: 'How long pauses are', note: 'count by length', none: 'No pause in this time.', color: 'gc' },
        pauseBins(measured.pauses, range),
      ),
      distribution(
        {
          title: 'How late the loop was',
          note: `longest delay of each sample${isThinned ? '; older ones by their extremes' : ''}`,
          none: 'No loop delay was measured in this time.',
          color: 'loop',
        },
        delayBins(measured.samples, range),
      ),
    ];
    const rows = pauseFigures(measured.pauses, range.fromAt, range.toAt, watchedMs);
    this.figures = { madeAt: nowAt, key, rows, distributions };
    return this.figures;
  }

  private watching(target: Target, whole: TimeRange): TemplateResult {
    const range = this.selected(whole);
    const shown = this.shown(target, range);
    const { samples } = shown.measured;
    const figures = this.figuresOf(shown);
    const { rows, distributions } = figures;
    const late = metricRow(samples, 'loopDelayMax', range);
    const loop = Number.isNaN(late.high) ? null : { highestMs: late.high, at: late.highAt };
    const isLive = target.state === 'watching' && this.store.pipe.value.state === 'open';
    const isNarrow = this.width < narrowPx;
    return html`<div class=${isNarrow ? 'narrow' : ''}>
      ${answerView(gcLoopAnswer(rows, loop, shown.watchedMs), (place) => this.store.openPlace(place))}
      <section>
        ${this.timeHead(whole, range)}
        <div class=${isLive ? '' : 'stale'}>${this.charts(target, whole, shown, isNarrow)}</div>
      </section>
      ${this.stalls.view(this.now)}
      <section class="split">
        <div><pit-grid .model=${this.pausesKept.get([rows], () => pausesModel(rows))}></pit-grid></div>
        <div><pit-grid .model=${this.loopKept.get([rows], () => loopModel(samples, range))}></pit-grid></div>
      </section>
      <section class="split">${distributions.map((each) => distributionView(each, this.form))}</section>
    </div>`;
  }

  private timeHead(whole: TimeRange, range: TimeRange): TemplateResult {
    const lengthMs = range.toAt - range.fromAt;
    const name = lengthMs < 600_000 ? clockSeconds : clock;
    const { choice } = this;
    const length: Length | '' =
      choice.lengthMs === null
        ? 'all'
        : choice.lengthMs === 60_000
          ? '60000'
          : choice.lengthMs === 180_000
            ? '180000'
            : '';
    const lengths: readonly (readonly [Length, string])[] = [
      ['60000', '1 min'],
      ...(whole.toAt - whole.fromAt > 180_000 ? [['180000', '3 min'] as const] : []),
      ['all', 'All'],
    ];
    return html`<div class="bar">
      <h2>${name(range.fromAt)}–${name(range.toAt)}</h2>
      <span class="note">${span(lengthMs)}${choice.endAt === null ? ', live' : ' selected'}</span>
      <span class="end">
        ${pick<Length | ''>('Length of time', lengths, choice.endAt === null ? length : '', (id) => {
          this.choice = { lengthMs: id === 'all' || id === '' ? null : Number(id), endAt: null };
        })}
        ${pick<Form>(
          'Form',
          [
            ['picture', 'Charts'],
            ['table', 'List'],
          ],
          this.form,
          (form) => {
            this.form = form;
          },
        )}
      </span>
    </div>`;
  }

  private select(range: TimeRange, whole: TimeRange): void {
    const touchesEnd = whole.toAt - range.toAt < (whole.toAt - whole.fromAt) / 200;
    this.choice = { lengthMs: range.toAt - range.fromAt, endAt: touchesEnd ? null : range.toAt };
    this.figures = null;
  }

  private charts(target: Target, whole: TimeRange, shown: Shown, isNarrow: boolean): TemplateResult {
    const { live } = this.store;
    const { range, measured, leftOut } = shown;
    const left = isNarrow ? plotLeft.narrow : plotLeft.wide;
    const width = Math.max(1, this.width - left - 1);
    const { captures } = this.store;
    const brush = this.brushKept.get(
      [whole.fromAt, whole.toAt, range.fromAt, range.toAt, width, live.samples.firstAt],
      (): BrushSubject => ({
        whole,
        selected: range,
        line: lineOf(live, 'gcShare', whole, width),
        name: 'GC share',
        unit: span(whole.toAt - whole.fromAt),
        highMin: 0.04,
      }),
    );
    const subjects = this.chartsKept.get(
      [range.fromAt, range.toAt, width, captures.value, target, live.samples.firstAt, shown.isThinned],
      () => {
        // A snapshot whose pause is known is drawn as what is left out.
        const marked = (captures.value ?? []).filter(({ pauseMs }) => pauseMs === undefined);
        return chartSubjects(measured, { range, marks: captureMarks(marked, target), leftOut, width });
      },
    );
    return html`<div class="brush" .style=${`--left:${left}px`}>
        <div class="name" aria-hidden="true">GC share<span class="dim">${brush.unit}</span></div>
        <pit-brush
          .subject=${brush}
          .width=${width}
          @select-range=${(event: CustomEvent<TimeRange>) => this.select(event.detail, whole)}
        ></pit-brush>
      </div>
      ${
        this.form === 'table'
          ? html`<pit-grid
              .model=${this.tableKept.get([this.figures], () => timeModel(measured, range))}
              .maxLines=${30}
            ></pit-grid>`
          : subjects.map(
              (subject) =>
                html`<pit-time-chart
                  .subject=${subject}
                  .isNarrow=${isNarrow}
                  .width=${this.width}
                  .cursorAt=${this.cursorAt}
                  @cursor-at=${(event: CustomEvent<EpochMs | null>) => (this.cursorAt = event.detail)}
                ></pit-time-chart>`,
            )
      }`;
  }
}
customElements.define('pit-gc-loop', GcLoopTab);
