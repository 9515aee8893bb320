import { html, nothing, type TemplateResult } from 'lit';
import type { Profile } from '../../../src/protocol/profiles.ts';
import { hasTimeOrder } from '../../../src/protocol/profiles.ts';
import type { PickedBox } from '../../charts/flame.ts';
import '../../lists/grid.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import { Kept } from '../../store/kept.ts';
import type { Watchable } from '../../store/signal.ts';
import { TabElement } from '../../store/tabElement.ts';
import type { FlameLayout } from '../../store/viewMemory.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { action, pick } from '../../widgets/cells.ts';
import { filterField } from '../../widgets/filterField.ts';
import { answerView, failureWords } from '../../widgets/sentence.ts';
import { banner, loadingView, skeleton, stateStyles } from '../../widgets/states.ts';
import { flameKey, flameView, pickedView, type FlameDrawing } from './flameSection.ts';
import { matchWords, sightWords } from './flameWords.ts';
import { comparedModel, functionsModel } from './functionsModel.ts';
import { ProfileReading, type ProfileSubject } from './profileReading.ts';
import { profilesStyles } from './profiles.css.ts';
import { comparisonAnswer, profileAnswer } from './profilesAnswer.ts';
import { noProfile, profilesSection } from './profilesSection.ts';

/** Searching waits until a person has stopped typing for so long. */
const typingMs = 150;

/** Which functions take the time, or hold the memory: call by call, and what changed between two profiles. */
export class ProfilesTab extends TabElement {
  static override readonly styles = [baseStyles, stateStyles, profilesStyles];
  static override readonly properties = {
    ...TabElement.properties,
    width: { state: true },
    step: { state: true },
    search: { state: true },
    functionId: { state: true },
    widthOf: { state: true },
    picked: { state: true },
  };
  declare width: number;
  /** Moves with each answer. */
  declare step: number;
  /** What is searched: the filter, once typing has paused. */
  declare search: string;
  /** The function in the middle. */
  declare functionId: number | null;
  declare widthOf: 'before' | 'after';
  declare picked: PickedBox;
  private reading: ProfileReading | null = null;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private readonly functionsKept = new Kept<GridModel>();
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor(...given: ConstructorParameters<typeof TabElement>) {
    super(...given);
    this.width = 0;
    this.step = 0;
    this.search = '';
    this.functionId = null;
    this.widthOf = 'after';
    this.picked = null;
  }

  protected override watched(): readonly Watchable[] {
    const { client, profiles, targets, jobs, view, pipe } = this.store;
    return [client, profiles, targets, jobs, view, pipe];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    clearTimeout(this.typing);
  }

  /** What is shown: what was chosen, as far as it is there, else the newest. */
  private get subject(): ProfileSubject | null {
    const profiles = this.store.profiles.value ?? [];
    const { profileId, profileBefore } = this.store.view.value;
    const has = (id: string | undefined) => profiles.some((one) => one.profileId === id);
    const newest = profiles.toSorted((a, b) => b.takenAt - a.takenAt)[0]?.profileId;
    const shown = profileId !== undefined && has(profileId) ? profileId : newest;
    if (shown === undefined) return null;
    const before = profileBefore !== undefined && has(profileBefore) && profileBefore !== shown ? profileBefore : null;
    return { profileId: shown, before };
  }

  protected override willUpdate(): void {
    const client = this.store.client.value;
    const { subject, reading } = this;
    const isSame =
      reading !== null && reading.subject.profileId === subject?.profileId && reading.subject.before === subject.before;
    // While the host is away, what was there stays.
    if (client !== null && !(isSame && reading.client === client)) {
      reading?.close();
      this.reading =
        subject === null
          ? null
          : new ProfileReading(
              client,
              subject,
              () => (this.step += 1),
              () => Date.now(),
              isSame ? reading : null,
            );
      if (!isSame) {
        this.functionId = null;
        this.picked = null;
      } else if (this.reading !== null) this.applySearch();
    }
    this.wish();
  }

  /** Asks for the pictures that are in sight. */
  private wish(): void {
    const { reading, width, search, widthOf, functionId } = this;
    if (reading === null) return;
    const how = { width, search, widthOf, functionId: null };
    switch (this.layout) {
      case 'time':
        return reading.want('time', how);
      case 'merged':
        return reading.want('merged', how);
      case 'sandwich':
        if (functionId === null) return;
        reading.want('callers', { ...how, functionId });
        reading.want('callees', { ...how, functionId });
    }
  }

  private profileOf(profileId: string | null | undefined): Profile | undefined {
    return (this.store.profiles.value ?? []).find((one) => one.profileId === profileId);
  }

  /** The layout that is chosen, as far as the profile has it. */
  private get layout(): FlameLayout {
    const { subject } = this;
    const profile = this.profileOf(subject?.profileId);
    if (profile === undefined || subject?.before !== null) return 'merged';
    const wanted = this.store.view.value.flameForm ?? 'merged';
    if (wanted === 'sandwich') return this.functionId === null ? 'merged' : 'sandwich';
    return wanted === 'time' && !hasTimeOrder(profile) ? 'merged' : wanted;
  }

  private readonly choose = (functionId: number): void => {
    this.functionId = functionId;
    for (const form of ['callers', 'callees'] as const) this.reading?.reset(form);
    this.store.look({ flameForm: 'sandwich' });
  };

  private typed(text: string): void {
    this.filter = text;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      this.search = this.filter.trim();
      this.applySearch();
    }, typingMs);
  }

  private applySearch(): void {
    const { reading, search } = this;
    if (reading === null) return;
    if (reading.subject.before === null) reading.functions.reorder({ ...reading.functions.order, filter: search });
    else reading.compared.reorder({ ...reading.compared.order, filter: search });
  }

  override render(): TemplateResult {
    const { profiles } = this.store;
    if (profiles.value === null) return html`${skeleton([64, 40])}${skeleton([92, 92, 92])}`;
    if (profiles.value.length === 0) return noProfile(this.store);
    const { reading, subject } = this;
    const shown = new Set([subject?.profileId ?? '', subject?.before ?? '']);
    return html`${reading === null ? skeleton([64, 40]) : this.answer(reading)}
    ${profilesSection(this.store, profiles.value, shown, this.now)}
    ${reading === null || !this.hasViews(reading) ? nothing : this.views(reading)}`;
  }

  /** Where there is nothing to say of a profile, or nothing in it, the sentence and the list are all. */
  private hasViews({ isKnown, summary }: ProfileReading): boolean {
    return isKnown && summary !== null && summary.total > 0;
  }

  private answer(reading: ProfileReading): TemplateResult {
    const { state, summary, comparison } = reading;
    if (reading.isKnown && state.state !== 'failed') {
      const answer = comparison === null ? summary && profileAnswer(summary) : comparisonAnswer(comparison);
      if (answer !== null) return answerView(answer, (place) => this.store.openPlace(place));
    }
    const again = action('Try Again', () => {
      reading.close();
      this.reading = null;
      this.requestUpdate();
    });
    switch (state.state) {
      case 'loading':
        return loadingView(
          'Reading the profile',
          state.progress,
          { startedAt: state.startedAt, now: Math.max(this.now, state.startedAt) },
          () => reading.close(),
        );
      case 'failed':
        return html`<div class="partial">${banner('error', failureWords(state.failure), again)}</div>`;
      case 'cancelled':
        return html`<p class="answer">Not read: it was cancelled. ${again}</p>`;
      case 'ready':
        return skeleton([64, 40]);
    }
  }

  private views(reading: ProfileReading): TemplateResult {
    const { layout } = this;
    const form = layout === 'sandwich' ? 'callees' : layout;
    const { picture } = reading.feed(form);
    const isLive = this.store.pipe.value.state === 'open';
    return html`<section class=${isLive ? '' : 'stale'}>
        ${this.flameHead(reading, layout)}
        ${
          layout === 'sandwich'
            ? html`${flameView(reading, this.store, this.drawing(reading, 'callers', 180))}
                <div class="middle dim">↑ what leads to it · what it calls ↓</div>
                ${flameView(reading, this.store, this.drawing(reading, 'callees', 260))}`
            : flameView(reading, this.store, this.drawing(reading, form, 400))
        }
        ${pickedView(this.picked, this.store, reading.subject.before === null ? this.choose : null)}
        ${flameKey(picture)}
      </section>
      ${this.table(reading)}`;
  }

  private drawing(reading: ProfileReading, form: FlameDrawing['form'], maxHeight: number): FlameDrawing {
    const label = {
      time: 'Calls in the order of time',
      merged: reading.subject.before === null ? 'Merged stacks' : 'Merged stacks of both profiles',
      callers: 'What leads to the function',
      callees: 'What the function calls',
    }[form];
    return {
      form,
      label,
      maxHeight,
      now: this.now,
      isSearched: this.search !== '',
      picked: this.picked,
      pick: (picked) => {
        if (picked?.box !== this.picked?.box || picked?.picture !== this.picked?.picture) this.picked = picked;
      },
      choose: reading.subject.before === null ? this.choose : null,
    };
  }

  private flameHead(reading: ProfileReading, layout: FlameLayout): TemplateResult {
    const form = layout === 'sandwich' ? 'callees' : layout;
    const { picture } = reading.feed(form);
    const sight = reading.sight(form);
    const profile = this.profileOf(reading.subject.profileId);
    const isCompared = reading.subject.before !== null;
    const name =
      layout === 'sandwich'
        ? (picture?.answer.functions.find(({ functionId }) => functionId === this.functionId)?.name ?? '')
        : isCompared
          ? `${this.profileOf(reading.subject.before)?.label ?? ''} → ${profile?.label ?? ''}`
          : (profile?.label ?? '');
    const layouts: readonly (readonly [FlameLayout, string])[] = [
      ...(profile !== undefined && hasTimeOrder(profile) ? [['time', 'Time order'] as const] : []),
      ['merged', 'Merged'],
      ...(this.functionId === null ? [] : [['sandwich', 'Callers and callees'] as const]),
    ];
    return html`<div class="bar wraps">
      <h2 class="subject" title=${name}>${name}</h2>
      <span class="note">${sightWords(sight, picture, layout === 'time')}</span>
      ${sight === null ? nothing : action('Show All', () => reading.reset(form))}
      <span class="end">
        <span class="matches" aria-live="polite">${picture === null ? nothing : matchWords(picture.answer)}</span>
        ${filterField('Search functions and files', this.filter, (text) => this.typed(text))}
        ${
          isCompared
            ? pick<'before' | 'after'>(
                'As wide as',
                [
                  ['before', 'Wide as before'],
                  ['after', 'Wide as after'],
                ],
                this.widthOf,
                (widthOf) => {
                  reading.reset('merged');
                  this.widthOf = widthOf;
                },
              )
            : pick<FlameLayout>('Layout', layouts, layout, (flameForm) => this.store.look({ flameForm }))
        }
      </span>
    </div>`;
  }

  private table(reading: ProfileReading): TemplateResult | typeof nothing {
    const acts = {
      openPlace: (place: Parameters<typeof this.store.openPlace>[0]) => this.store.openPlace(place),
      choose: this.choose,
      sorted: () => (this.step += 1),
    };
    const { comparison, summary } = reading;
    if (summary === null || !reading.isKnown) return nothing;
    const rows = comparison === null ? reading.functions : reading.compared;
    rows.ensure(0, 1);
    const model = this.functionsKept.get([reading, this.step, this.functionId, comparison], () =>
      comparison === null
        ? functionsModel(reading.functions, { unit: summary.unit, total: summary.total, chosen: this.functionId }, acts)
        : comparedModel(reading.compared, comparison, acts),
    );
    const failure = rows.failure === null ? nothing : html`<p class="why">The list could not be read.</p>`;
    return html`<section>
      <div class="bar">
        <h2>Functions</h2>
        <span class="note">${comparison === null ? 'by what each took itself' : 'by how much they differ'}</span>
      </div>
      <pit-grid .model=${model} .maxLines=${16}></pit-grid>
      ${failure}
    </section>`;
  }
}
customElements.define('pit-profiles', ProfilesTab);
