import { html, type TemplateResult } from 'lit';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Place } from '../../../src/protocol/places.ts';
import type { Stall } from '../../../src/protocol/stalls.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { ago, fullMoment } from '../../format/moments.ts';
import { placeName } from '../../format/placeName.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure, placeLink } from '../../widgets/cells.ts';

/** Names a stall among those of its program: the call, and the line. */
export function stallKey({ kind, call, place }: Pick<Stall, 'kind' | 'call' | 'place'>): string {
  return `${kind} ${call} ${place === null ? '' : `${place.file}:${place.line}`}`;
}

/** The stall that a finding is about: the one at its line. */
export function stallOf(finding: Finding | undefined, stalls: readonly Stall[]): Stall | undefined {
  const at = finding?.place;
  if (at === undefined || at === null) return undefined;
  const inFile = stalls.filter(({ place }) => place?.file === at.file);
  return (
    inFile.find(({ place }) => place?.line === at.line) ??
    inFile.find(({ place }) => at.symbol !== undefined && place?.symbol === at.symbol)
  );
}

/** What held the loop up, in words: the call, else the function. */
export function stallName({ call, place }: Pick<Stall, 'call' | 'place'>): string {
  if (call !== '') return call;
  return place?.symbol ?? (place === null ? 'code that is not the program’s own' : 'the program’s own code');
}

const ms = (value: number) => figure(quantity(value, 'ms'));

function columns(now: EpochMs, openPlace: (place: Place) => void): readonly Column<Stall>[] {
  const figures = (id: 'longestMs' | 'totalMs', head: string, from: number): Column<Stall> => ({
    id,
    head,
    width: '72px',
    align: 'right',
    from,
    cell: (stall) => ms(stall[id]),
    value: (stall) => stall[id],
  });
  return [
    {
      id: 'what',
      head: 'What held it up',
      width: 'minmax(0,1fr)',
      cell: (stall) =>
        html`<code>${stallName(stall)}</code>
          <span class="dim">${stall.call === '' ? '' : (stall.place?.symbol ?? '')}</span>`,
      value: stallName,
    },
    {
      id: 'count',
      head: 'Times',
      width: '52px',
      align: 'right',
      cell: ({ count }) => figure(quantity(count, 'count')),
      value: ({ count }) => count,
    },
    figures('longestMs', 'Longest', 0),
    figures('totalMs', 'In all', 480),
    {
      id: 'last',
      head: 'Last',
      width: '92px',
      from: 640,
      cell: ({ lastAt }) => html`<span class="dim" title=${fullMoment(lastAt)}>${ago(lastAt, now)}</span>`,
      value: ({ lastAt }) => fullMoment(lastAt),
    },
    {
      id: 'place',
      head: 'Place',
      width: 'minmax(88px,132px)',
      from: 480,
      cell: ({ place }) =>
        place === null
          ? html`<span class="dim" title="no line of the program’s source was in its stack">—</span>`
          : placeLink(place, openPlace),
      value: ({ place }) => (place === null ? null : `${place.file}:${place.line}`),
    },
  ];
}

/** At 380 px a stall takes two lines: what, then how often, how long at most, and where. */
function narrowCell(stall: Stall, openPlace: (place: Place) => void): TemplateResult {
  return html`<span class="lines"
    ><span><code>${stallName(stall)}</code></span
    ><span class="dim">${stall.count} × up to ${ms(stall.longestMs)} ${placeLink(stall.place, openPlace)}</span></span
  >`;
}

/** The stack of a stall, and how sure it is. */
function under({ stack, largestBytes, isInside, firstAt }: Stall, openPlace: (place: Place) => void): TemplateResult {
  return html`<div>
      ${stack.map((place, index) => html`${index === 0 ? '' : html` <span class="dim">‹</span> `}${place.symbol === undefined ? '' : html`<code>${place.symbol}</code>&nbsp;`}${placeLink(place, openPlace)}`)}
    </div>
    <div class="dim">
      ${
        isInside
          ? 'The stack was taken while the loop stood.'
          : 'What ran right after it: the call itself lets nobody look in, so it may be another line.'
      }
      ${largestBytes === null ? '' : `The largest had ${inWords(quantity(largestBytes, 'bytes'))}.`} First seen
      ${fullMoment(firstAt)}.
    </div>`;
}

/** What held the loop up, by place, the costliest first. `reveal` names the one that is to be opened. */
export function stallsModel(
  stalls: readonly Stall[],
  now: EpochMs,
  openPlace: (place: Place) => void,
  reveal: Stall | undefined,
): GridModel {
  return gridModel<Stall>({
    label: 'Stalls',
    columns: columns(now, openPlace),
    source: localRows(stalls),
    keyOf: stallKey,
    under: (stall) => under(stall, openPlace),
    onOpen: ({ place }) => {
      if (place !== null) openPlace(place);
    },
    isQuiet: ({ isInside }) => !isInside,
    narrow: { below: 480, cell: (stall) => narrowCell(stall, openPlace) },
    ...(reveal === undefined ? {} : { reveal: stallKey(reveal) }),
    empty: 'The loop was not held up for long enough to be looked into.',
  });
}

/** The worst of them in a sentence beside the heading. */
export function stallsNote(stalls: readonly Stall[]): string {
  const [first] = stalls;
  if (first === undefined) return '';
  const times = stalls.reduce((sum, { count }) => sum + count, 0);
  const longest = Math.max(...stalls.map(({ longestMs }) => longestMs));
  const where = first.place === null ? '' : ` at ${placeName(first.place)}`;
  return `${times} ${times === 1 ? 'time' : 'times'} within the last hour, up to ${inWords(quantity(longest, 'ms'))}; most in ${stallName(first)}${where}`;
}
