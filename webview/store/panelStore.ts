import type { FramePort } from '../../src/channel/framePort.ts';
import { hostClientOver, type HostClient } from '../../src/channel/hostClient.ts';
import type { Capture } from '../../src/protocol/captures.ts';
import type { Finding } from '../../src/protocol/findings.ts';
import type { HostState } from '../../src/protocol/hostState.ts';
import type { Job } from '../../src/protocol/jobs.ts';
import { limits } from '../../src/protocol/limits.ts';
import type { PanelView } from '../../src/protocol/panelChannel.ts';
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

/** What the panel knows. Lists are null until the host has told them. */
export class PanelStore implements PipeListener {
  readonly pipe: Signal<PipeStatus>;
  readonly client = new Signal<HostClient | null>(null);
  readonly targets = new Signal<readonly Target[] | null>(null);
  readonly captures = new Signal<readonly Capture[] | null>(null);
  readonly findings = new Signal<readonly Finding[] | null>(null);
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

  retryNow(): void {
    this.editor.post({ type: 'retryNow' });
  }

  onOpen(port: FramePort): void {
    const client = hostClientOver(port);
    client.onEvent('targets/changed', (event) => this.targets.set(event.targets));
    client.onEvent('captures/changed', (event) => this.captures.set(event.captures));
    client.onEvent('findings/changed', (event) => this.findings.set(event.findings));
    client.onEvent('jobs/changed', (event) => this.putJob(event.job));
    client.onEvent('host/changed', (event) => this.putHost(event.state));
    this.pipe.set({ state: 'open', since: this.now(), tries: 0 });
    this.client.set(client);
    void this.askAll(client);
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

  private async askAll(client: HostClient): Promise<void> {
    try {
      const [host, targets, captures, findings, jobs] = await Promise.all([
        client.request('host/state', {}),
        client.request('targets/list', {}),
        client.request('captures/list', {}),
        client.request('findings/list', {}),
        client.request('jobs/list', {}),
      ]);
      if (client !== this.client.value) return;
      this.putHost(host);
      this.targets.set(targets);
      this.captures.set(captures);
      this.findings.set(findings);
      this.jobs.set(jobs);
    } catch {
      // The pipe's own state says that the host is gone, and asks again when it is back.
    }
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
