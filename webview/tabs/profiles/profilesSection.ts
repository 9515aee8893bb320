import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Job } from '../../../src/protocol/jobs.ts';
import type { Profile } from '../../../src/protocol/profiles.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { action } from '../../widgets/cells.ts';
import { nothingYet } from '../../widgets/states.ts';
import { profilesModel } from './profilesModel.ts';

/** The profile of the chosen target that is being taken. */
export function runningProfile(store: PanelStore): Job | undefined {
  const { target } = store;
  return store.jobs.value.find(
    ({ kind, state, targetId }) => kind === 'profile' && state === 'running' && targetId === target?.targetId,
  );
}

/** Begins a profile of the chosen target, or ends the one that is being taken and keeps it. */
export function takingButtons(store: PanelStore, isMain: boolean): TemplateResult | typeof nothing {
  const { target } = store;
  if (target?.state !== 'watching')
    return isMain
      ? html`<vscode-button @click=${() => store.command('attach')}>Attach to Process…</vscode-button>`
      : nothing;
  const { targetId } = target;
  const run = (command: string) => () => store.command(command, { targetId });
  if (runningProfile(store) !== undefined)
    return html`<vscode-button @click=${run('stopProfile')}>Stop and Keep</vscode-button>`;
  return html`<vscode-button ?secondary=${!isMain} @click=${run('profileCpu')}>Profile CPU…</vscode-button>
    <vscode-button secondary @click=${run('profileAllocations')}>Profile Allocations…</vscode-button>`;
}

/** What the tab answers before there is a profile, and the ways to one. */
export function noProfile(store: PanelStore): TemplateResult {
  return nothingYet(
    'Shows which functions take the time of a program, or who allocates what it holds: call by call, and at the line.',
    html`${takingButtons(store, true)}
      <vscode-button secondary @click=${() => store.command('openProfile')}>Open Profile…</vscode-button>
      <button class="link" @click=${() => store.command('openSample')}>Open the Sample</button>`,
  );
}

/** The two that are ticked, the earlier first, where they can be compared. */
function comparable(profiles: readonly Profile[], ticked: readonly string[]): readonly [Profile, Profile] | null {
  const [before, after] = profiles
    .filter(({ profileId }) => ticked.includes(profileId))
    .toSorted((a, b) => a.takenAt - b.takenAt);
  return before !== undefined && after !== undefined && before.kind === after.kind ? [before, after] : null;
}

/** The profiles: one to be shown, two ticked to be compared. */
export function profilesSection(
  store: PanelStore,
  profiles: readonly Profile[],
  shownIds: ReadonlySet<string>,
  now: EpochMs,
): TemplateResult {
  const ticked = (store.view.value.tickedProfiles ?? []).filter((id) =>
    profiles.some(({ profileId }) => profileId === id),
  );
  const pair = comparable(profiles, ticked);
  const model = profilesModel(profiles, ticked, shownIds, now, {
    open: ({ profileId }) => store.show({ tab: 'profiles', profileId }),
    tick: ({ profileId }) => {
      const rest = ticked.filter((id) => id !== profileId);
      store.look({ tickedProfiles: rest.length < ticked.length ? rest : [...rest, profileId].slice(-2) });
    },
    export: ({ profileId }) => store.command('exportProfile', { profileId }),
    remove: ({ profileId }) => store.command('removeProfile', { profileId }),
  });
  const compare = () => {
    if (pair === null) return;
    const [before, after] = pair;
    store.show({ tab: 'profiles', profileId: after.profileId, profileBefore: before.profileId });
    store.look({ tickedProfiles: [] });
  };
  const note = ticked.length < 2 ? 'tick two to compare them' : pair === null ? 'two of one kind can be compared' : '';
  return html`<section>
    <div class="bar wraps">
      <h2>Profiles</h2>
      <span class="note">${note}</span>
      <span class="end">
        ${pair === null ? nothing : html`<vscode-button @click=${compare}>Compare</vscode-button>`}
        ${action('Open…', () => store.command('openProfile'))} ${takingButtons(store, false)}
      </span>
    </div>
    <pit-grid .model=${model} .maxLines=${5}></pit-grid>
  </section>`;
}
