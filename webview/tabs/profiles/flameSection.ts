import { html, nothing, type TemplateResult } from 'lit';
import type { FlameForm } from '../../../src/protocol/profiles.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { packageColor } from '../../charts/drawFlame.ts';
import '../../charts/flame.ts';
import { pickedFunction, type PickedBox } from '../../charts/flame.ts';
import type { FlamePicture, Sight } from '../../charts/flamePicture.ts';
import type { ColorName } from '../../charts/theme.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { action, placeLink } from '../../widgets/cells.ts';
import { failureWords } from '../../widgets/sentence.ts';
import { loadingView, skeleton } from '../../widgets/states.ts';
import { boxWords } from './flameWords.ts';
import type { ProfileReading } from './profileReading.ts';

/** One flame graph of a reading. */
export type FlameDrawing = {
  readonly form: FlameForm;
  readonly label: string;
  readonly maxHeight: number;
  readonly now: EpochMs;
  readonly isSearched: boolean;
  readonly picked: PickedBox;
  readonly pick: (picked: PickedBox) => void;
  /** Puts a function into the middle; null where that cannot be done. */
  readonly choose: ((functionId: number) => void) | null;
};

const words = {
  time: (picture: FlamePicture, box: number) => boxWords(picture, box, true),
  other: (picture: FlamePicture, box: number) => boxWords(picture, box, false),
};

/** A flame graph with its states: on its way, failed, nothing to draw, drawn. */
export function flameView(reading: ProfileReading, store: PanelStore, drawing: FlameDrawing): TemplateResult {
  const { form, now } = drawing;
  const { picture, failure, loading } = reading.feed(form);
  if (failure !== null && picture === null) return html`<p class="why">${failureWords(failure)}</p>`;
  if (picture === null)
    return loading === null
      ? skeleton([92, 80, 64])
      : loadingView(
          'Reading the profile',
          loading.progress,
          { startedAt: loading.startedAt, now: Math.max(now, loading.startedAt) },
          () => reading.close(),
        );
  if (picture.answer.extent <= 0) return html`<p class="why">Nothing was measured, so there is nothing to draw.</p>`;
  const act = (event: CustomEvent<string>) => {
    const one = pickedFunction(drawing.picked);
    if (one === undefined) return;
    if (event.detail === 'o' && one.place !== null) store.openPlace(one.place);
    if (event.detail === 's') drawing.choose?.(one.functionId);
  };
  return html`<pit-flame
      .picture=${picture}
      .sight=${reading.sight(form)}
      .isUpward=${form === 'callers'}
      .isSearched=${drawing.isSearched}
      .label=${drawing.label}
      .maxHeight=${drawing.maxHeight}
      .wordsOf=${form === 'time' ? words.time : words.other}
      @look-at=${(event: CustomEvent<Sight>) => reading.lookAt(form, event.detail)}
      @enter-box=${(event: CustomEvent<Sight>) => reading.enter(form, event.detail, picture.answer.extent)}
      @leave-box=${() => reading.leave(form)}
      @pick-box=${(event: CustomEvent<PickedBox>) => drawing.pick(event.detail)}
      @do-box=${act}
    ></pit-flame>
    ${failure === null ? nothing : html`<p class="why">${failureWords(failure)}</p>`}`;
}

/** What is said of the picked box, and where it leads. */
export function pickedView(picked: PickedBox, store: PanelStore, choose: FlameDrawing['choose']): TemplateResult {
  const one = pickedFunction(picked);
  if (picked === null || one === undefined)
    return html`<div class="about">
      Click a box to choose it, twice to look inside. Ctrl and wheel zoom, drag moves, <code>?</code> lists the keys.
    </div>`;
  const [name = '', ...rest] = boxWords(picked.picture, picked.box, false);
  return html`<div class="about">
    <code>${name}</code> · ${rest.slice(0, -1).join(' · ')} ·
    ${one.place === null ? rest.at(-1) : placeLink(one.place, (place) => store.openPlace(place))}
    ${choose === null ? nothing : html`· ${action('Callers and Callees', () => choose(one.functionId))}`}
  </div>`;
}

const swatch = (color: ColorName) =>
  html`<svg width="9" height="9" aria-hidden="true">
    <rect x="0.5" y="0.5" width="8" height="8" .style=${`fill:var(--${color})`}></rect>
  </svg>`;

/** What the colours stand for. */
export function flameKey(picture: FlamePicture | null): TemplateResult | typeof nothing {
  if (picture === null || picture.answer.extent <= 0) return nothing;
  const entry = (color: ColorName, text: string) => html`<span>${swatch(color)}${text}</span>`;
  if (picture.before !== null)
    return html`<div class="key">
      ${entry('flame-more', '+ more than before')} ${entry('flame-less', '\u2212 less')}
      ${entry('flame-engine', 'as before')}
    </div>`;
  const { packages, functions } = picture.answer;
  const codes = new Set(functions.map(({ code }) => code));
  const others = functions.some(({ packageName }) => packageName !== null && !packages.includes(packageName));
  return html`<div class="key">
    ${codes.has('own') ? entry('flame-own', 'your source') : nothing}
    ${packages.map((name, rank) => entry(packageColor(rank), name))}
    ${others ? entry('flame-package-rest', 'other packages') : nothing}
    ${codes.has('node') ? entry('flame-node', 'Node') : nothing}
    ${codes.has('engine') || codes.has('probe') ? entry('flame-engine', codes.has('probe') ? 'engine, Pitstop’s probe' : 'engine') : nothing}
    ${codes.has('collector') ? entry('flame-collector', 'garbage collector') : nothing}
  </div>`;
}
