import type { FramePort } from '../../src/channel/framePort.ts';
import { hostClientOver, type HostClient } from '../../src/channel/hostClient.ts';
import type { Capture } from '../../src/protocol/captures.ts';
import type { Experiment } from '../../src/protocol/experiments.ts';
import type { Finding } from '../../src/protocol/findings.ts';
import type { HostAnswer, HostQueries } from '../../src/protocol/hostChannel.ts';
import type { HostState } from '../../src/protocol/hostState.ts';
import type { LeakHunt } from '../../src/protocol/hunts.ts';
import type { Job } from '../../src/protocol/jobs.ts';
import { limits } from '../../src/protocol/limits.ts';
import type { PanelView } from '../../src/protocol/panelChannel.ts';
import type { Database, PlanSummary } from '../../src/protocol/plans.ts';
import type { Profile } from '../../src/protocol/profiles.ts';
import type { Target } from '../../src/protocol/targets.ts';
import type { EpochMs } from '../../src/protocol/units.ts';
import type { EditorApi } from '../client/editorApi.ts';
import type { PipeListener } from '../client/pipe.ts';
import { LiveSeries } from './liveSeries.ts';
import { Signal } from './signal.ts';
import { shown, viewOf, type View } from './viewMemory.ts';

/** The road to the host. `since` is when this state began; `tries` counts attempts since it was last open. */
export type PipeStatus = {
  readonly state: 'connecting' | 'open' | 'closed';
  readonly since: EpochMs;
  readonly reason?: string;
  readonly retryAt?: EpochMs;
  readonly tries: number;
};

/** Queries that need nothing to be said. */
type PlainQuery = {
  [Method in keyof HostQueries]: HostQueries[Method]['params'] extends Record<string, never> ? Method : never;
}[keyof HostQueries];

/** What the panel knows. Lists are null until the host has told them. */
export class PanelStore implements PipeListener {
  readonly pipe: Signal<PipeStatus>;
  readonly client = new Signal<HostClient | null>(null);
  readonly targets = new Signal<readonly Target[] | null>(null);
  readonly captures = new Signal<readonly Capture[] | null>(null);
  readonly findings = new Signal<readonly Finding[] | null>(null);
  readonly plans = new Signal<readonly PlanSummary[] | null>(null);
  readonly experiments = new Signal<readonly Experiment[] | null>(null);
  readonly profiles = new Signal<readonly Profile[] | null>(null);
  readonly hunts = new Signal<readonly LeakHunt[] | null>(null);
  /** The connected server; `none` where the host told that there is none. */
  readonly database = new Signal<Database | 'none' | null>(null);
  readonly jobs = new Signal<readonly Job[]>([]);
  readonly host = new Signal<HostState | null>(null);
  /** When another host answered than the one before. */
  readonly restartedAt = new Signal<EpochMs | null>(null);
  readonly view: Signal<View>;
  readonly live: LiveSeries;
  private readonly editor: EditorApi;
  private readonly now: () => EpochMs;

  constructor(editor: EditorApi, schedule: (work: () => void) => () => void, now: () => EpochMs) {
    this.editor = editor;
    this.now = now;
    this.pipe = new Signal<PipeStatus>({ state: 'connecting', since: now(), tries: 0 });
    this.view = new Signal(viewOf(editor.remembered()));
    this.live = new LiveSeries(schedule, now);
    this.view.subscribe(() => editor.remember(this.view.value));
    const follow = () => this.live.follow(this.client.value, this.target);
    for (const cause of [this.client, this.targets, this.view]) cause.subscribe(follow);
  }

  /** The target that is being looked at: the chosen one, else the newest that is watched, else the newest. */
  get target(): Target | null {
    const all = this.targets.value ?? [];
    const chosen = all.find((target) => target.targetId === this.view.value.targetId);
    const newest = [...all].sort((a, b) => b.watchedSince - a.watchedSince);
    return chosen ?? newest.find((target) => target.state === 'watching') ?? newest[0] ?? null;
  }

  look(change: Partial<View>): void {
    this.view.set({ ...this.view.value, ...change });
  }

  show(view: PanelView): void {
    this.view.set(shown(this.view.value, view));
  }

  openPlace(place: { readonly file: string; readonly line: number; readonly column: number }): void {
    this.editor.post({ type: 'openPlace', file: place.file, line: place.line, column: place.column });
  }

  /** Runs one of our commands in the editor, by its id without prefix. */
  command(command: string, argument?: unknown): void {
    this.editor.post({ type: 'command', command, ...(argument === undefined ? {} : { argument }) });
  }

  copy(text: string): void {
    this.editor.post({ type: 'copy', text });
  }

  /** Lets the user save a table to a file, as the form that the file's name asks for. */
  save(name: string, forms: { readonly csv: string; readonly json: string }): void {
    this.editor.post({ type: 'save', name, forms });
  }

  retryNow(): void {
    this.editor.post({ type: 'retryNow' });
  }

  onOpen(port: FramePort): void {
    const client = hostClientOver(port);
    client.onEvent('targets/changed', (event) => this.targets.set(event.targets));
    client.onEvent('captures/changed', (event) => this.captures.set(event.captures));
    client.onEvent('findings/changed', (event) => this.findings.set(event.findings));
    client.onEvent('plans/changed', (event) => this.plans.set(event.plans));
    client.onEvent('experiments/changed', (event) => this.experiments.set(event.experiments));
    client.onEvent('hunts/changed', (event) => this.hunts.set(event.hunts));
    client.onEvent('profiles/changed', (event) => this.profiles.set(event.profiles));
    client.onEvent('database/changed', (event) => this.database.set(event.database ?? 'none'));
    client.onEvent('jobs/changed', (event) => this.putJob(event.job));
    client.onEvent('host/changed', (event) => this.putHost(event.state));
    this.pipe.set({ state: 'open', since: this.now(), tries: 0 });
    this.client.set(client);
    this.askAll(client);
  }

  onConnecting(): void {
    this.drop();
    const { tries, since } = this.pipe.value;
    this.pipe.set({ state: 'connecting', since: tries === 0 ? this.now() : since, tries });
  }

  onClosed(reason: string | undefined, retryInMs: number | undefined): void {
    this.drop();
    const { state, since, tries } = this.pipe.value;
    this.pipe.set({
      state: 'closed',
      since: tries === 0 ? this.now() : since,
      // The same loss may be told twice: first that it is so, then when it is tried again.
      tries: state === 'closed' ? tries : tries + 1,
      ...(reason === undefined ? {} : { reason }),
      ...(retryInMs === undefined ? {} : { retryAt: this.now() + retryInMs }),
    });
  }

  onShow(view: PanelView): void {
    this.show(view);
  }

  private drop(): void {
    this.client.value?.close();
    this.client.set(null);
  }

  /** Asks each list on its own: one that cannot be told leaves the others as they are. */
  private askAll(client: HostClient): void {
    this.ask(client, 'host/state', (host) => this.putHost(host));
    this.ask(client, 'targets/list', (targets) => this.targets.set(targets));
    this.ask(client, 'captures/list', (captures) => this.captures.set(captures));
    this.ask(client, 'findings/list', (findings) => this.findings.set(findings));
    this.ask(client, 'plans/list', (plans) => this.plans.set(plans));
    this.ask(client, 'experiments/list', (experiments) => this.experiments.set(experiments));
    this.ask(client, 'hunts/list', (hunts) => this.hunts.set(hunts));
    this.ask(client, 'profiles/list', (profiles) => this.profiles.set(profiles));
    this.ask(client, 'database/current', (database) => this.database.set(database ?? 'none'));
    this.ask(client, 'jobs/list', (jobs) => this.jobs.set(jobs));
  }

  private ask<Method extends PlainQuery>(
    client: HostClient,
    method: Method,
    put: (answer: HostAnswer<Method>) => void,
  ): void {
    client.request(method, {}).then(
      (answer) => {
        if (client === this.client.value) put(answer);
      },
      // The pipe's own state says that the host is gone, and all is asked again when it is back.
      () => undefined,
    );
  }

  private putHost(state: HostState): void {
    const before = this.host.value;
    if (before !== null && (before.pid !== state.pid || before.startedAt !== state.startedAt)) {
      this.restartedAt.set(this.now());
    }
    this.host.set(state);
  }

  private putJob(job: Job): void {
    const others = this.jobs.value.filter(({ jobId }) => jobId !== job.jobId);
    this.jobs.set([...others, job].slice(-limits.jobsKeptMax.value));
  }
}
