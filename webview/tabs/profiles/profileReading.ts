import type { HostClient } from '../../../src/channel/hostClient.ts';
import type {
  ComparedFunction,
  FlameForm,
  FlameRequest,
  ProfileComparison,
  ProfileFunctionRow,
  ProfileId,
  ProfileSummary,
} from '../../../src/protocol/profiles.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import type { FlamePicture, Sight } from '../../charts/flamePicture.ts';
import { Asked, type AskedState } from '../../store/asked.ts';
import { PagedRows } from '../../store/pagedRows.ts';
import { FlameFeed } from './flameFeed.ts';

/** What is shown: one profile, or one beside an earlier one. */
export type ProfileSubject = { readonly profileId: ProfileId; readonly before: ProfileId | null };

/** Functions whose costs the first sentence looks at. */
const answeredFunctions = 50;
const firstPage = { start: 0, end: answeredFunctions, sort: 'change', descending: true, filter: '' };

/** Stretches that were entered, the innermost last; the last is the one in sight. */
type Trail = readonly Sight[];

type Known = {
  readonly summary: ProfileSummary | null;
  readonly comparison: ProfileComparison | null;
  readonly pictures: ReadonlyMap<FlameForm, FlamePicture>;
  readonly trails: ReadonlyMap<FlameForm, Trail>;
};
const nothingKnown: Known = { summary: null, comparison: null, pictures: new Map(), trails: new Map() };

/** Everything that was asked about a profile or a pair, and how it is being looked at. */
export class ProfileReading {
  readonly client: HostClient;
  readonly subject: ProfileSubject;
  private readonly summaryAsked: Asked<ProfileSummary>;
  private readonly comparisonAsked: Asked<ProfileComparison> | null;
  /** What was known of the same subject from a host that has gone: it stays until the new one answers. */
  private readonly earlier: Known;
  readonly functions: PagedRows<ProfileFunctionRow>;
  readonly compared: PagedRows<ComparedFunction>;
  private readonly feeds = new Map<FlameForm, FlameFeed>();
  private readonly trails: Map<FlameForm, Trail>;
  private readonly changed: () => void;
  private readonly now: () => EpochMs;

  constructor(
    client: HostClient,
    subject: ProfileSubject,
    changed: () => void,
    now: () => EpochMs,
    earlier: ProfileReading | null,
  ) {
    this.client = client;
    this.subject = subject;
    this.earlier = earlier?.known ?? nothingKnown;
    this.changed = changed;
    this.now = now;
    this.trails = new Map(this.earlier.trails);
    const { profileId, before } = subject;
    this.summaryAsked = new Asked(
      (options) => client.request('profiles/summary', { profileId, functionsMax: answeredFunctions }, options),
      changed,
      now,
    );
    this.comparisonAsked =
      before === null
        ? null
        : new Asked(
            (options) => client.request('profiles/compare', { before, after: profileId, page: firstPage }, options),
            changed,
            now,
          );
    this.functions = new PagedRows<ProfileFunctionRow>(
      (page, signal) => client.request('profiles/functions', { profileId, page }, { signal }),
      { sort: 'self', descending: true, filter: '' },
      changed,
    );
    this.compared = new PagedRows<ComparedFunction>(
      (page, signal) =>
        client.request('profiles/compare', { before: before ?? '', after: profileId, page }, { signal }),
      { sort: 'change', descending: true, filter: '' },
      changed,
    );
  }

  get summary(): ProfileSummary | null {
    return this.summaryAsked.value ?? this.earlier.summary;
  }

  /** Null for one profile alone, and until it is there. */
  get comparison(): ProfileComparison | null {
    return this.comparisonAsked?.value ?? this.earlier.comparison;
  }

  /** How far the first answer is. */
  get state(): AskedState<unknown> {
    return (this.comparisonAsked ?? this.summaryAsked).state;
  }

  /** Whether there is something to say of the subject. */
  get isKnown(): boolean {
    return this.summary !== null && (this.subject.before === null || this.comparison !== null);
  }

  private get known(): Known {
    const pictures = new Map<FlameForm, FlamePicture>();
    for (const [form, { picture }] of this.feeds) if (picture !== null) pictures.set(form, picture);
    return { summary: this.summary, comparison: this.comparison, pictures, trails: this.trails };
  }

  /** The feed of a form; it asks for nothing by itself. */
  feed(form: FlameForm): FlameFeed {
    const known = this.feeds.get(form);
    if (known !== undefined) return known;
    const feed = new FlameFeed(this.client, this.changed, this.now);
    feed.picture = this.earlier.pictures.get(form) ?? null;
    this.feeds.set(form, feed);
    return feed;
  }

  /** The stretch in sight; null: the whole. */
  sight(form: FlameForm): Sight | null {
    const last = this.trails.get(form)?.at(-1) ?? null;
    const extent = this.feed(form).picture?.answer.extent;
    return last !== null && last.from <= 0 && last.to === extent ? null : last;
  }

  /** Moves the stretch in sight. */
  lookAt(form: FlameForm, sight: Sight): void {
    const trail = this.trails.get(form) ?? [];
    this.trails.set(form, [...trail.slice(0, -1), sight]);
    this.changed();
  }

  /** Looks into a box; `leave` comes back to what is in sight now. */
  enter(form: FlameForm, sight: Sight, extent: number): void {
    const trail = this.trails.get(form) ?? [];
    this.trails.set(form, [...(trail.length === 0 ? [{ from: 0, to: extent }] : trail), sight]);
    this.changed();
  }

  leave(form: FlameForm): void {
    this.trails.set(form, (this.trails.get(form) ?? []).slice(0, -1));
    this.changed();
  }

  /** Shows the whole again. */
  reset(form: FlameForm): void {
    this.trails.delete(form);
    this.changed();
  }

  /** Wishes for what is in sight, with as much again on each side, so that a step aside is there at once. */
  want(
    form: FlameForm,
    how: Pick<FlameRequest, 'widthOf' | 'functionId' | 'search'> & { readonly width: number },
  ): void {
    const { profileId, before } = this.subject;
    const sight = this.sight(form);
    const { width, ...rest } = how;
    if (width < 1) return;
    const margin = sight === null ? 0 : (sight.to - sight.from) / 2;
    this.feed(form).want({
      profileId,
      before,
      form,
      ...rest,
      from: sight === null ? null : sight.from - margin,
      to: sight === null ? null : sight.to + margin,
      pixels: sight === null ? width : width * 2,
    });
  }

  close(): void {
    this.summaryAsked.cancel();
    this.comparisonAsked?.cancel();
    this.functions.close();
    this.compared.close();
    for (const feed of this.feeds.values()) feed.close();
  }
}
