import { html } from 'lit';
import type { Profile, ProfileKind } from '../../../src/protocol/profiles.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { ago, clockSeconds, fullMoment } from '../../format/moments.ts';
import { quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { action, figure } from '../../widgets/cells.ts';

export const kindWords: Readonly<Record<ProfileKind, string>> = { cpu: 'CPU', heap: 'allocations' };

/** What can be done with profiles of the list. */
export type ProfileActs = {
  readonly open: (profile: Profile) => void;
  readonly tick: (profile: Profile) => void;
  readonly export: (profile: Profile) => void;
  readonly remove: (profile: Profile) => void;
};

function columns(shownIds: ReadonlySet<string>, now: EpochMs, acts: ProfileActs): readonly Column<Profile>[] {
  const name = ({ profileId, label }: Profile) => (shownIds.has(profileId) ? html`<b>${label}</b>` : label);
  return [
    {
      id: 'profile',
      head: 'Profile',
      width: 'minmax(0,1fr)',
      cell: (profile) => html`<span title=${profile.file}>${name(profile)}</span>`,
      value: ({ label }) => label,
    },
    {
      id: 'of',
      head: 'Of',
      width: 'minmax(0,.5fr)',
      from: 640,
      cell: ({ targetName }) =>
        targetName ?? html`<span class="dim" title="a file that was opened does not say">—</span>`,
      value: ({ targetName }) => targetName ?? null,
    },
    {
      id: 'about',
      head: 'About',
      width: '78px',
      cell: ({ kind }) => html`<span class="dim">${kindWords[kind]}</span>`,
      value: ({ kind }) => kindWords[kind],
    },
    {
      id: 'length',
      head: 'Length',
      width: '60px',
      align: 'right',
      from: 560,
      cell: ({ lengthMs }) =>
        figure(quantity(lengthMs, 'ms'), lengthMs === null ? 'the file does not tell' : undefined),
      value: ({ lengthMs }) => lengthMs,
    },
    {
      id: 'file',
      head: 'File',
      width: '76px',
      align: 'right',
      from: 720,
      cell: ({ fileBytes }) => figure(quantity(fileBytes, 'bytes')),
      value: ({ fileBytes }) => fileBytes,
    },
    {
      id: 'taken',
      head: 'Taken',
      width: '132px',
      from: 480,
      cell: ({ takenAt }) =>
        html`<span title=${fullMoment(takenAt)}
          ><span class="q">${clockSeconds(takenAt)}</span> <span class="dim">${ago(takenAt, now)}</span></span
        >`,
      value: ({ takenAt }) => fullMoment(takenAt),
    },
    {
      id: 'acts',
      head: '',
      width: '112px',
      from: 480,
      cell: (profile) =>
        html`${action('Export…', () => acts.export(profile), true)}&nbsp;
        ${action('Remove', () => acts.remove(profile), true)}`,
    },
  ];
}

/** The profiles, the newest first: Enter shows one, Space ticks two of one kind for a comparison. */
export function profilesModel(
  profiles: readonly Profile[],
  ticked: readonly string[],
  shownIds: ReadonlySet<string>,
  now: EpochMs,
  acts: ProfileActs,
): GridModel {
  return gridModel<Profile>({
    label: 'Profiles',
    columns: columns(shownIds, now, acts),
    source: localRows(profiles.toSorted((a, b) => b.takenAt - a.takenAt)),
    keyOf: ({ profileId }) => profileId,
    onOpen: acts.open,
    onTick: acts.tick,
    isTicked: ({ profileId }) => ticked.includes(profileId),
    empty: 'No profile yet.',
  });
}
