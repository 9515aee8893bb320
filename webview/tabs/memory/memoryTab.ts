import { html, nothing, type TemplateResult } from 'lit';
import type { HostClient } from '../../../src/channel/hostClient.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { ClassDiffRow, ClassRow, GrowthRow, NodeDetail, Problem } from '../../../src/protocol/heapRows.ts';
import '../../charts/icicle.ts';
import { change, inWords } from '../../format/quantity.ts';
import '../../lists/grid.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import { failureOf, type Asked } from '../../store/asked.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import type { DiffRows } from '../../store/viewMemory.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { action, pick } from '../../widgets/cells.ts';
import { filterField } from '../../widgets/filterField.ts';
import { answerView, failureWords } from '../../widgets/sentence.ts';
import { banner, loadingView, nothingYet, skeleton, stateStyles } from '../../widgets/states.ts';
import { openFindings } from '../overview/overviewAnswer.ts';
import { capturesModel } from './capturesModel.ts';
import { copyRows } from './copyRows.ts';
import type { CaptureReading, DiffReading } from './heapReading.ts';
import { readingOf, subjectKey, type Subject } from './heapReading.ts';
import {
  classColumns,
  classDiffColumns,
  classDiffModel,
  classModel,
  growthColumns,
  growthModel,
  lengthWords,
} from './heapTables.ts';
import { icicleSection, type IcicleForm } from './icicleSection.ts';
import { captureAnswer, diffAnswer, pairName } from './memoryAnswer.ts';
import { memoryStyles } from './memory.css.ts';
import { nodeUnder } from './nodeUnder.ts';

type Reorderable = Pick<PagedRows<unknown>, 'order' | 'reorder' | 'failure'>;

/** What grew between two snapshots, who holds it, and what holds the heap. */
export class MemoryTab extends TabElement {
  static override readonly styles = [baseStyles, stateStyles, memoryStyles];
  static override readonly properties = {
    ...TabElement.properties,
    form: { state: true },
    copied: { state: true },
    step: { state: true },
  };
  declare form: IcicleForm;
  /** What was copied, in words. */
  declare copied: string;
  /** Moves with each answer of a reading. */
  declare step: number;
  private reading: CaptureReading | DiffReading | null = null;
  private client: HostClient | null = null;
  private readonly unfolded = new Set<number>();
  private filterTimer = 0;

  constructor(...given: ConstructorParameters<typeof TabElement>) {
    super(...given);
    this.form = 'picture';
    this.copied = '';
    this.step = 0;
  }

  protected override watched(): readonly Watchable[] {
    const { client, targets, captures, findings, view } = this.store;
    return [client, targets, captures, findings, view];
  }

  private capture(captureId: string): Capture | undefined {
    return this.store.captures.value?.find((capture) => capture.captureId === captureId);
  }

  /** What is chosen, as far as it is still there; without a choice the newest snapshot. */
  private get subject(): Subject | null {
    const { diff, captureId } = this.store.view.value;
    const has = (id: string) => this.capture(id) !== undefined;
    if (diff !== undefined && has(diff.before) && has(diff.after)) return { kind: 'diff', ...diff };
    if (captureId !== undefined && has(captureId)) return { kind: 'capture', captureId };
    const newest = [...(this.store.captures.value ?? [])].sort((a, b) => b.takenAt - a.takenAt)[0];
    return newest === undefined ? null : { kind: 'capture', captureId: newest.captureId };
  }

  protected override willUpdate(): void {
    const { subject } = this;
    const client = this.store.client.value;
    const isOther = subject !== null && this.reading?.key !== subjectKey(subject);
    if (subject === null) {
      this.reading?.close();
      this.reading = null;
    } else if (client !== null && (isOther || client !== this.client)) {
      this.reading?.close();
      this.reading = readingOf(
        client,
        subject,
        () => (this.step += 1),
        () => Date.now(),
      );
      this.client = client;
      if (isOther) this.otherRows();
    }
  }

  private otherRows(): void {
    this.filter = '';
    this.copied = '';
    this.unfolded.clear();
    this.resetGrid();
  }

  private resetGrid(): void {
    const grid = this.renderRoot.querySelector('pit-grid.rows');
    if (grid !== null && 'reset' in grid && typeof grid.reset === 'function') grid.reset();
  }

  override render(): TemplateResult {
    const captures = this.store.captures.value;
    if (captures === null) return html`${skeleton([64, 40])}${skeleton([92, 92, 92])}`;
    if (captures.length === 0) return this.noCapture();
    return html`${this.reading === null ? skeleton([64, 40, 92, 92]) : this.readingView(this.reading)}
    ${this.capturesSection(captures)}`;
  }

  private noCapture(): TemplateResult {
    const { target } = this.store;
    const isWatching = target?.state === 'watching';
    const run = (command: string, argument?: unknown) => () => this.store.command(command, argument);
    return nothingYet(
      'Shows what grew between two snapshots, who holds it, and at which line it was put in.',
      html`${
          isWatching
            ? html`<vscode-button @click=${run('takeSnapshot', { targetId: target.targetId })}
                >Take Snapshot</vscode-button
              >`
            : html`<vscode-button @click=${run('attach')}>Attach to Process…</vscode-button>`
        }<vscode-button secondary @click=${run('importSnapshot')}>Import Snapshot…</vscode-button>
        <button class="link" @click=${run('openSample')}>Open the Sample</button>`,
    );
  }

  private readingView(reading: CaptureReading | DiffReading): TemplateResult {
    const { state } = reading.figures;
    const title = reading.kind === 'diff' ? 'Comparing the snapshots' : `Reading ${this.labelOf(reading.captureId)}`;
    switch (state.state) {
      case 'loading': {
        const since = { startedAt: state.startedAt, now: Math.max(this.now, state.startedAt) };
        return loadingView(title, state.progress, since, () => reading.figures.cancel());
      }
      case 'cancelled':
        return html`<p class="answer">${title} was cancelled.</p>
          <div class="actions">${action('Read It', () => this.again())}</div>`;
      case 'failed':
        return html`<div class="partial">
          ${banner(
            'error',
            failureWords(state.failure),
            action('Try Again', () => this.again()),
          )}
        </div>`;
      case 'ready':
        return reading.kind === 'diff' ? this.diffView(reading) : this.captureView(reading);
    }
  }

  private again(): void {
    this.reading?.close();
    this.reading = null;
    this.client = null;
    this.requestUpdate();
  }

  private labelOf(captureId: string): string {
    return this.capture(captureId)?.label ?? 'a snapshot';
  }

  private captureView(reading: CaptureReading): TemplateResult {
    const figures = reading.figures.value;
    const capture = this.capture(reading.captureId);
    if (figures === null || capture === undefined) return html``;
    const { classes } = reading;
    const model = classModel(
      classes,
      this.acts((row: ClassRow) => reading.classExample(row.classIndex)),
    );
    const columns = classColumns(() => undefined);
    return html`${this.problems(figures.problems, capture.label)}
      ${answerView(captureAnswer(capture, figures, classes.order.filter === '' ? classes.row(0) : undefined), this.openPlace)}
      <section>
        <div class="bar wraps">
          <h2>Classes</h2>
          <span class="note">${lengthWords(classes.total, 'classes')}</span>
          ${this.tools(classes, () => copyRows('classes', columns, classes, this.store))}
        </div>
        ${this.rows(model, classes)}
      </section>
      ${this.icicle(reading, capture.label, figures.shallowSize)}`;
  }

  private diffView(reading: DiffReading): TemplateResult {
    const figures = reading.figures.value;
    const subject = this.subject;
    if (figures === null || subject?.kind !== 'diff') return html``;
    const { nodeId } = this.store.view.value.diff ?? {};
    const names = { before: this.labelOf(subject.before), after: this.labelOf(subject.after) };
    const canGrow = figures.identityRefusal === null;
    const shown: DiffRows = canGrow ? (this.store.view.value.diffRows ?? 'containers') : 'classes';
    const rows = shown === 'containers' ? this.growthRows(reading, nodeId) : this.classRows(reading);
    const most = reading.growth.order.filter === '' ? reading.growth.row(0) : undefined;
    if (canGrow) reading.growth.ensure(0, 1);
    return html`${this.problems(figures.problems, names.after)}
      ${answerView(diffAnswer(names, figures, this.findingOf(subject), most), this.openPlace)}
      <section>
        <div class="bar wraps">
          <h2>${pairName(names.before, names.after)}</h2>
          <span class="note">${inWords(change(figures.sizeDelta, 'bytes'))} · ${rows.length}</span>
          ${this.tools(
            rows.pages,
            rows.copy,
            canGrow
              ? pick<DiffRows>(
                  'Rows',
                  [
                    ['containers', 'Containers'],
                    ['classes', 'Classes'],
                  ],
                  shown,
                  (diffRows) => {
                    this.store.look({ diffRows });
                    this.otherRows();
                  },
                )
              : nothing,
          )}
        </div>
        ${this.rows(rows.model, rows.pages)}
      </section>
      ${this.icicle(reading, names.after, figures.after.shallowSize)}`;
  }

  private growthRows(reading: DiffReading, nodeId: number | undefined) {
    const { growth } = reading;
    const acts = {
      ...this.acts((row: GrowthRow) => reading.node(row.nodeId)),
      ...(nodeId === undefined ? {} : { reveal: String(nodeId) }),
    };
    const columns = growthColumns(() => undefined);
    return {
      model: growthModel(growth, acts),
      pages: growth,
      length: lengthWords(growth.total, 'containers'),
      copy: () => copyRows('containers', columns, growth, this.store),
    };
  }

  private classRows(reading: DiffReading) {
    const { classes } = reading;
    const acts = this.acts((row: ClassDiffRow) => (row.nodeId === null ? null : reading.node(row.nodeId)));
    const columns = classDiffColumns(() => undefined);
    return {
      model: classDiffModel(classes, acts),
      pages: classes,
      length: lengthWords(classes.total, 'classes'),
      copy: () => copyRows('classes', columns, classes, this.store),
    };
  }

  private findingOf(pair: { readonly before: string; readonly after: string }): Finding | undefined {
    return openFindings(this.store.findings.value ?? []).find(
      ({ diff }) => diff?.before === pair.before && diff.after === pair.after,
    );
  }

  private readonly openPlace = (place: Parameters<MemoryTab['store']['openPlace']>[0]): void => {
    this.store.openPlace(place);
  };

  private acts<Row>(detail: (row: Row) => Asked<NodeDetail> | null) {
    return {
      openPlace: this.openPlace,
      sorted: () => this.resetGrid(),
      under: (row: Row) => {
        const asked = detail(row);
        if (asked === null) return html`<div class="dim">No object of it is in the later snapshot.</div>`;
        const id = asked.value?.nodeId ?? -1;
        return nodeUnder(asked, this.openPlace, {
          isUnfolded: this.unfolded.has(id),
          unfold: () => {
            this.unfolded.add(id);
            this.step += 1;
          },
        });
      },
    };
  }

  private rows(model: GridModel, pages: Reorderable): TemplateResult {
    const again = () => {
      pages.reorder(pages.order);
      this.step += 1;
    };
    const { failure } = pages;
    return html`${failure === null ? nothing : banner('error', failureWords(failureOf(failure)), action('Try Again', again))}
      <pit-grid class="rows" .model=${model} .maxLines=${14}></pit-grid>
      ${this.copied === '' ? nothing : html`<p class="why" role="status">${this.copied}</p>`}`;
  }

  private tools(pages: Reorderable, copy: () => Promise<string>, views: unknown = nothing): TemplateResult {
    const change = (text: string) => {
      this.filter = text;
      // The host answers each filter anew: wait until the typing pauses.
      window.clearTimeout(this.filterTimer);
      this.filterTimer = window.setTimeout(() => {
        if (pages.order.filter === text) return;
        pages.reorder({ ...pages.order, filter: text });
        this.resetGrid();
      }, 150);
    };
    const copyNow = () => {
      void copy().then((words) => {
        this.copied = words;
      });
    };
    return html`<span class="end">
      ${views} ${action('Copy CSV', copyNow)} ${filterField('Filter rows', this.filter, change)}
    </span>`;
  }

  private icicle(reading: CaptureReading | DiffReading, label: string, heapBytes: number): TemplateResult {
    return icicleSection(reading, { label, heapBytes, form: this.form, now: this.now }, (form) => {
      this.form = form;
    });
  }

  private problems(problems: readonly Problem[], label: string): TemplateResult | typeof nothing {
    const [first, ...others] = problems;
    if (first === undefined) return nothing;
    const all = problems.map(({ where, what }) => `${where}: ${what}`).join('\n');
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    const { target } = this.store;
    return html`<div class="partial" title=${all}>
      ${banner(
        'info',
        html`${label} is not whole: ${first.where}: ${first.what}${more}. Figures are of what could be read.`,
        target?.state === 'watching'
          ? action('Take Again', () => this.store.command('takeSnapshot', { targetId: target.targetId }))
          : nothing,
      )}
    </div>`;
  }

  private capturesSection(captures: readonly Capture[]): TemplateResult {
    const ticked = (this.store.view.value.ticked ?? []).filter((id) => this.capture(id) !== undefined);
    const { subject } = this;
    const shownIds = new Set(
      subject === null ? [] : subject.kind === 'diff' ? [subject.before, subject.after] : [subject.captureId],
    );
    const model = capturesModel(captures, ticked, shownIds, this.now, {
      open: ({ captureId }) => this.store.show({ tab: 'memory', captureId }),
      tick: ({ captureId }) => {
        const rest = ticked.filter((id) => id !== captureId);
        this.store.look({ ticked: rest.length < ticked.length ? rest : [...rest, captureId].slice(-2) });
      },
    });
    return html`<section>
      <div class="bar">
        <h2>Snapshots</h2>
        <span class="note">${ticked.length === 2 ? nothing : 'tick two to compare them'}</span>
        <span class="end">
          ${ticked.length === 2 ? html`<vscode-button @click=${() => this.compare(ticked)}>Compare</vscode-button>` : nothing}
        </span>
      </div>
      <pit-grid .model=${model} .maxLines=${8}></pit-grid>
    </section>`;
  }

  private compare(ticked: readonly string[]): void {
    const pair = ticked
      .flatMap((id) => this.capture(id) ?? [])
      .sort((a, b) => a.takenAt - b.takenAt)
      .map(({ captureId }) => captureId);
    const [before, after] = pair;
    if (before === undefined || after === undefined) return;
    // The comparison makes findings; the view itself asks for the diff, and says when that fails.
    this.store.client.value?.request('captures/compare', { before, after }).catch(() => undefined);
    this.store.show({ tab: 'memory', diff: { before, after } });
    this.store.look({ ticked: [] });
  }
}
customElements.define('pit-memory', MemoryTab);
