import { html, nothing, type TemplateResult } from 'lit';
import type { HostClient } from '../../../src/channel/hostClient.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { ClassDiffRow, GrowthRow, NodeDetail, Problem } from '../../../src/protocol/heapRows.ts';
import type { LeakHunt, LeakResource } from '../../../src/protocol/hunts.ts';
import '../../charts/icicle.ts';
import { change, inWords, wholeNumber } from '../../format/quantity.ts';
import '../../lists/grid.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import type { Asked } from '../../store/asked.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import type { DiffRows } from '../../store/viewMemory.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { action, pick } from '../../widgets/cells.ts';
import { filterField } from '../../widgets/filterField.ts';
import { problemsBanner } from '../../widgets/problems.ts';
import { answerView, failureWords } from '../../widgets/sentence.ts';
import { banner, loadingView, skeleton, stateStyles } from '../../widgets/states.ts';
import { openFindings } from '../overview/overviewAnswer.ts';
import { capturesSection } from './capturesSection.ts';
import { CaptureRows } from './captureRows.ts';
import { copyRows, saveRows, type TakenList } from './copyRows.ts';
import { firstCountsView } from './firstCounts.ts';
import type { CaptureReading, DiffReading } from './heapReading.ts';
import { readingOf, subjectKey, type Subject } from './heapReading.ts';
import { lengthWords } from './heapColumns.ts';
import { classDiffColumns, classDiffModel, growthColumns, growthModel, type Pace } from './heapTables.ts';
import { huntAnswer, jobOfHunt, workBetween } from './huntFacts.ts';
import { huntSection, leakActs } from './huntSection.ts';
import { icicleSection, type IcicleForm } from './icicleSection.ts';
import { captureAnswer, diffAnswer, pairName } from './memoryAnswer.ts';
import { memoryStyles } from './memory.css.ts';
import { noCapture } from './noCapture.ts';
import { listRows, resetRows, type Reorderable } from './listTools.ts';
import { NodeLooks } from './nodeLooks.ts';

/** What grew between two snapshots, who holds it, and what holds the heap. */
export class MemoryTab extends TabElement {
  static override readonly styles = [baseStyles, stateStyles, memoryStyles];
  static override readonly properties = {
    ...TabElement.properties,
    form: { state: true },
    copied: { state: true },
    step: { state: true },
    resource: { state: true },
  };
  declare form: IcicleForm;
  /** What was copied, in words. */
  declare copied: string;
  /** Moves with each answer of a reading. */
  declare step: number;
  /** The resource whose growth over a hunt is drawn; null: the one that grows most. */
  declare resource: LeakResource | null;
  private reading: CaptureReading | DiffReading | null = null;
  private client: HostClient | null = null;
  private readonly looks = new NodeLooks(this.store, () => (this.step += 1));
  private readonly captureRows = new CaptureRows(this.store);
  private filterTimer = 0;

  constructor(...given: ConstructorParameters<typeof TabElement>) {
    super(...given);
    this.form = 'picture';
    this.copied = '';
    this.step = 0;
    this.resource = null;
  }

  protected override watched(): readonly Watchable[] {
    const { client, targets, captures, findings, hunts, jobs, view } = this.store;
    return [client, targets, captures, findings, hunts, jobs, view];
  }

  private capture(captureId: string): Capture | undefined {
    return this.store.captures.value?.find((capture) => capture.captureId === captureId);
  }

  /** What is chosen, as far as it is still there; without a choice the newest snapshot. */
  private get subject(): Subject | null {
    const { captureId, huntId } = this.store.view.value;
    const has = (id: string) => this.capture(id) !== undefined;
    const diff = this.store.view.value.diff ?? this.diffOfHunt(huntId);
    if (diff !== undefined && has(diff.before) && has(diff.after)) return { kind: 'diff', ...diff };
    if (captureId !== undefined && has(captureId)) return { kind: 'capture', captureId };
    const newest = [...(this.store.captures.value ?? [])].sort((a, b) => b.takenAt - a.takenAt)[0];
    if (newest === undefined) return null;
    // What grew up to the newest snapshot is the answer, where it was asked for already.
    const grown = openFindings(this.store.findings.value ?? []).find(
      ({ diff: own }) => own?.after === newest.captureId && has(own.before),
    )?.diff;
    return grown === undefined
      ? { kind: 'capture', captureId: newest.captureId }
      : { kind: 'diff', before: grown.before, after: grown.after };
  }

  /** The diff behind a hunt: that of the first leak it found. */
  private diffOfHunt(huntId: string | undefined): Finding['diff'] {
    if (huntId === undefined) return undefined;
    return this.store.findings.value?.find((finding) => finding.huntId === huntId && finding.diff !== undefined)?.diff;
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
    this.looks.clear();
    resetRows(this.renderRoot);
  }

  override focusFilter(): void {
    if (this.reading?.kind === 'capture') this.captureRows.focusFilter();
    else super.focusFilter();
  }

  override render(): TemplateResult {
    const captures = this.store.captures.value;
    if (captures === null) return html`${skeleton([64, 40])}${skeleton([92, 92, 92])}`;
    const { hunt } = this;
    const job = hunt === undefined ? undefined : jobOfHunt(hunt, this.store.jobs.value);
    const isFirst = hunt !== undefined && (job !== undefined || this.reading?.kind !== 'diff');
    if (captures.length === 0 && hunt === undefined) return noCapture(this.store);
    return html`${isFirst ? answerView(huntAnswer(hunt, job !== undefined), this.openPlace) : nothing}
      ${isFirst ? this.huntView(hunt) : nothing}
      <div class=${isFirst ? 'then' : ''}>
        ${this.reading === null ? this.noReading(captures) : this.readingView(this.reading)}
      </div>
      ${captures.length === 0 ? nothing : capturesSection(this.store, captures, this.shownIds, this.now)}`;
  }

  private noReading(captures: readonly Capture[]): TemplateResult | typeof nothing {
    return captures.length === 0 ? nothing : skeleton([64, 40, 92, 92]);
  }

  /** What is looked at, by id. */
  private get shownIds(): ReadonlySet<string> {
    const { subject } = this;
    if (subject === null) return new Set();
    return new Set(subject.kind === 'diff' ? [subject.before, subject.after] : [subject.captureId]);
  }

  /** The hunt that goes on, else the one that is looked at: chosen, or behind the diff that is shown. */
  private get hunt(): LeakHunt | undefined {
    const hunts = this.store.hunts.value ?? [];
    const { jobs, view, target } = this.store;
    const running = hunts.find((one) => one.targetId === target?.targetId && jobOfHunt(one, jobs.value) !== undefined);
    if (running !== undefined) return running;
    const { subject } = this;
    const found = subject?.kind === 'diff' ? this.findingOf(subject)?.huntId : undefined;
    const wanted = view.value.huntId ?? found;
    const shown = hunts.find(({ huntId }) => huntId === wanted);
    // A hunt that found nothing keeps no snapshots: its verdict is all there is to show.
    const isAlone = shown === undefined && this.store.captures.value?.length === 0;
    return isAlone ? hunts.find(({ targetId }) => targetId === target?.targetId) : shown;
  }

  private huntView(hunt: LeakHunt): TemplateResult {
    const { resource } = this;
    const job = jobOfHunt(hunt, this.store.jobs.value);
    return huntSection(hunt, { job, resource, setResource: (next) => (this.resource = next) }, this.store);
  }

  private readingView(reading: CaptureReading | DiffReading): TemplateResult {
    const { state } = reading.figures;
    const title = reading.kind === 'diff' ? 'Comparing the snapshots' : `Reading ${this.labelOf(reading.captureId)}`;
    switch (state.state) {
      case 'loading': {
        const since = { startedAt: state.startedAt, now: Math.max(this.now, state.startedAt) };
        const soFar = state.progress?.soFar;
        const shown = soFar === undefined ? undefined : firstCountsView(soFar);
        return loadingView(title, state.progress, since, () => reading.figures.cancel(), shown);
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
    classes.ensure(0, 1);
    this.captureRows.reading = reading;
    this.captureRows.heapBytes = figures.shallowSize;
    this.captureRows.now = this.now;
    this.captureRows.step = this.step;
    return html`${this.problems(figures.problems, capture.label)}
    ${answerView(captureAnswer(capture, figures, classes.order.filter === '' ? classes.row(0) : undefined), this.openPlace)}
    ${this.captureRows} ${this.icicle(reading, capture.label, figures.shallowSize)}`;
  }

  private diffView(reading: DiffReading): TemplateResult {
    const figures = reading.figures.value;
    const subject = this.subject;
    if (figures === null || subject?.kind !== 'diff') return html``;
    const { nodeId } = this.store.view.value.diff ?? {};
    const names = { before: this.labelOf(subject.before), after: this.labelOf(subject.after) };
    const canGrow = figures.identityRefusal === null;
    const shown: DiffRows = canGrow ? (this.store.view.value.diffRows ?? 'containers') : 'classes';
    const { hunt } = this;
    const before = this.capture(subject.before);
    const after = this.capture(subject.after);
    const work =
      hunt === undefined || before === undefined || after === undefined ? null : workBetween(hunt, before, after);
    const pace = work === null || hunt === undefined ? null : { work, unit: hunt.workUnit };
    const rows = shown === 'containers' ? this.growthRows(reading, nodeId, pace) : this.classRows(reading);
    const finding = this.findingOf(subject);
    const most = reading.growth.order.filter === '' ? reading.growth.row(0) : undefined;
    if (canGrow) reading.growth.ensure(0, 1);
    return html`${this.problems(figures.problems, names.after)}
      ${answerView(diffAnswer(names, figures, finding, most, hunt), this.openPlace)}
      ${finding === undefined || finding.huntId === undefined ? nothing : leakActs(finding, this.store)}
      ${hunt === undefined || jobOfHunt(hunt, this.store.jobs.value) !== undefined ? nothing : this.huntView(hunt)}
      <section>
        <div class="bar wraps">
          <h2>${pairName(names.before, names.after)}</h2>
          <span class="note"
            >${inWords(change(figures.sizeDelta, 'bytes'))}${pace === null ? nothing : ` in ${wholeNumber(pace.work)} ${pace.unit}s`}
            · ${rows.length}</span
          >
          ${rows.tools(
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

  private growthRows(reading: DiffReading, nodeId: number | undefined, pace: Pace | null) {
    const { growth } = reading;
    const acts = {
      ...this.acts(reading, (row: GrowthRow) => reading.node(row.nodeId)),
      ...(nodeId === undefined ? {} : { reveal: String(nodeId) }),
    };
    const columns = growthColumns(() => undefined, pace);
    return {
      model: growthModel(growth, acts, pace),
      pages: growth,
      length: lengthWords(growth.total, 'containers'),
      tools: (views: unknown) => this.tools(growth, { what: 'containers', columns, pages: growth }, views),
    };
  }

  private classRows(reading: DiffReading) {
    const { classes } = reading;
    const acts = this.acts(reading, (row: ClassDiffRow) => (row.nodeId === null ? null : reading.node(row.nodeId)));
    const columns = classDiffColumns(() => undefined);
    return {
      model: classDiffModel(classes, acts),
      pages: classes,
      length: lengthWords(classes.total, 'classes'),
      tools: (views: unknown) => this.tools(classes, { what: 'classes', columns, pages: classes }, views),
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

  private acts<Row>(reading: DiffReading, detail: (row: Row) => Asked<NodeDetail> | null) {
    return {
      openPlace: this.openPlace,
      sorted: () => resetRows(this.renderRoot),
      under: (row: Row) => this.looks.under(reading, detail(row)),
    };
  }

  private rows(model: GridModel, pages: Reorderable): TemplateResult {
    const again = () => {
      pages.reorder(pages.order);
      this.step += 1;
    };
    return listRows(model, pages, { copied: this.copied, again });
  }

  private tools<Row>(pages: Reorderable, list: TakenList<Row>, views: unknown): TemplateResult {
    const change = (text: string) => {
      this.filter = text;
      // The host answers each filter anew: wait until the typing pauses.
      window.clearTimeout(this.filterTimer);
      this.filterTimer = window.setTimeout(() => {
        if (pages.order.filter === text) return;
        pages.reorder({ ...pages.order, filter: text });
        resetRows(this.renderRoot);
      }, 150);
    };
    const take = (work: Promise<string>) => {
      void work.then((words) => {
        this.copied = words;
      });
    };
    return html`<span class="end">
      ${views} ${action('Copy CSV', () => take(copyRows(list, this.store)))}
      ${action('Save…', () => take(saveRows(list, this.store)))} ${filterField('Filter rows', this.filter, change)}
    </span>`;
  }

  private icicle(reading: CaptureReading | DiffReading, label: string, heapBytes: number): TemplateResult {
    return icicleSection(reading, { label, heapBytes, form: this.form, now: this.now }, (form) => {
      this.form = form;
    });
  }

  private problems(problems: readonly Problem[], label: string): unknown {
    const { target } = this.store;
    if (target?.state !== 'watching') return problemsBanner(problems, label);
    const again = () => this.store.command('takeSnapshot', { targetId: target.targetId });
    return problemsBanner(problems, label, action('Take Again', again));
  }
}
customElements.define('pit-memory', MemoryTab);
