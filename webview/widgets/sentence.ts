import { html, type TemplateResult } from 'lit';
import type { Place } from '../../src/protocol/places.ts';
import type { Severity } from '../../src/protocol/findings.ts';
import type { FailureBody } from '../../src/protocol/failures.ts';
import { placeName } from '../format/placeName.ts';
import { icon } from './icons.ts';

/** A piece of a sentence: words, the figure that carries it, a name from the source, or a place. */
export type Piece = string | { readonly strong: string } | { readonly code: string } | { readonly place: Place };

/** What a view says first: how bad (or that it is well), what, and in grey why. */
export type Answer = {
  readonly severity: Severity | 'check' | null;
  readonly sentence: readonly Piece[];
  readonly why: readonly Piece[];
};

/** A text with `names` in backticks, as pieces. */
export function piecesOf(text: string): readonly Piece[] {
  return text
    .split('`')
    .map((part, index): Piece => (index % 2 === 1 ? { code: part } : part))
    .filter((piece) => piece !== '');
}

/** The pieces as plain text, for screen readers and copies. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('strong' in piece) return piece.strong;
      return 'code' in piece ? piece.code : placeName(piece.place);
    })
    .join('');
}

/** The pieces on screen. */
export function sentence(pieces: readonly Piece[], open: (place: Place) => void): readonly unknown[] {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if ('strong' in piece) return html`<b>${piece.strong}</b>`;
    if ('code' in piece) return html`<code>${piece.code}</code>`;
    return html`<button class="link" title=${piece.place.file} @click=${() => open(piece.place)}>
      ${placeName(piece.place)}
    </button>`;
  });
}

/** The text with a full stop, where it has no other end. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A failure for people: what happened, and what to do next. */
export function failureWords(failure: FailureBody): string {
  return `${asSentence(failure.message)} ${failure.next}`;
}

/** The answer, with its reason below. */
export function answerView(answer: Answer, open: (place: Place) => void): TemplateResult {
  return html`<p class="answer">
      ${answer.severity === null ? '' : icon(answer.severity, answer.severity === 'check' ? 'well' : answer.severity)}${sentence(answer.sentence, open)}
    </p>
    ${answer.why.length === 0 ? '' : html`<p class="why">${sentence(answer.why, open)}</p>`}`;
}
