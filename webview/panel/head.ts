import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Target } from '../../src/protocol/targets.ts';
import type { EpochMs } from '../../src/protocol/units.ts';
import { fullMoment, span } from '../format/moments.ts';
import type { PanelStore } from '../store/panelStore.ts';
import { icon } from '../widgets/icons.ts';
import './menu.ts';
import type { MenuItem } from './menu.ts';

type HeadAction = MenuItem & { readonly isButton: boolean };

/** What can be done with the target, the most wanted last: at 380 px only that one stays a button. */
function actionsOf(store: PanelStore, target: Target | null): readonly HeadAction[] {
  const run = (command: string, argument?: unknown) => () => store.command(command, argument);
  const attach = { words: 'Attach…', run: run('attach'), isButton: target !== null && target.state !== 'watching' };
  if (target === null || target.state !== 'watching') return [attach];
  const { targetId } = target;
  return [
    { words: 'Detach', run: run('detach', { targetId }), isButton: true },
    { words: 'Take Snapshot', run: run('takeSnapshot', { targetId }), isButton: true },
    { words: 'Hunt Leaks', run: run('huntLeaks', { targetId }), isButton: true },
  ];
}

function menuOf(store: PanelStore, target: Target | null): readonly MenuItem[] {
  const run = (command: string, argument?: unknown) => () => store.command(command, argument);
  const withHeapdump =
    target?.state === 'watching' && target.hasHeapdump
      ? [{ words: 'Take Snapshot with heapdump', run: run('takeSnapshotWithHeapdump', { targetId: target.targetId }) }]
      : [];
  return [
    ...withHeapdump,
    { words: 'Attach to Running Process…', run: run('attach') },
    { words: 'Launch and Profile…', run: run('launch') },
    ...((store.captures.value ?? []).length > 1 ? [{ words: 'Compare Snapshots…', run: run('compareSnapshots') }] : []),
    { words: 'Connect to PostgreSQL…', run: run('connectDatabase') },
    { words: 'Tune Pool…', run: run('tunePool') },
    { words: 'Export Report…', run: run('exportReport') },
    { words: 'Import Snapshot…', run: run('importSnapshot') },
    { words: 'Open the Sample', run: run('openSample') },
    { words: 'Restart Host', run: run('restartHost') },
    { words: 'Show Logs', run: run('showLogs') },
  ];
}

function facts(target: Target, now: EpochMs, isNarrow: boolean): string {
  const pid = `pid ${target.pid}`;
  if (isNarrow) return pid;
  const up =
    target.endedAt === undefined
      ? `up ${span(now - target.startedAt)}`
      : `ran ${span(target.endedAt - target.startedAt)}`;
  const thread = target.threadId === 0 ? [] : [`thread ${target.threadId}`];
  return [pid, ...thread, `Node ${target.nodeVersion.replace(/^v/, '')}`, up].join(' · ');
}

/** Name, facts and actions of the target; a picker where there are several. */
export function headView(
  store: PanelStore,
  now: EpochMs,
  isNarrow: boolean,
  menuExtra: readonly MenuItem[],
): TemplateResult {
  const { target } = store;
  const all = store.targets.value ?? [];
  const actions = actionsOf(store, target);
  const wanted = actions.filter(({ isButton }) => isButton);
  const buttons = isNarrow ? wanted.slice(-1) : wanted;
  const hidden = isNarrow ? wanted.slice(0, -1) : [];
  return html`<header>
    ${icon('pulse')}
    ${
      all.length > 1 && target !== null
        ? html`<select
              aria-label="Target"
              @change=${(event: Event) => {
                if (event.target instanceof HTMLSelectElement) store.look({ targetId: event.target.value });
              }}
            >
              ${all.map(
                (one) =>
                  html`<option value=${one.targetId} ?selected=${one.targetId === target.targetId}>
                    ${one.name} (${one.pid})${one.state === 'watching' ? '' : `, ${one.state}`}
                  </option>`,
              )}
            </select>
            <h1 class="spoken">${target.name}</h1>`
        : html`<h1 title=${target === null ? nothing : `${target.command}\nin ${target.folder}`}>
            ${target?.name ?? 'Pitstop'}
          </h1>`
    }
    <span
      class="facts"
      title=${target === null ? nothing : `started ${fullMoment(target.startedAt)}, watched since ${fullMoment(target.watchedSince)}`}
      >${target === null ? nothing : facts(target, now, isNarrow)}</span
    >
    ${buttons.map(({ words, run }) => html`<vscode-button secondary @click=${run}>${words}</vscode-button>`)}
    <pit-menu .items=${[...hidden, ...menuExtra, ...menuOf(store, target)]}></pit-menu>
  </header>`;
}
