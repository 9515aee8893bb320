import { html, nothing, type TemplateResult } from 'lit';
import type { Advice, Change } from '../../src/protocol/advice.ts';
import type { Place } from '../../src/protocol/places.ts';
import { fileName } from '../format/placeName.ts';
import { sqlPieces } from '../format/sqlPieces.ts';
import { placeLink } from '../widgets/cells.ts';

/** A statement with its words set back. */
export function sqlView(sql: string): readonly unknown[] {
  return sqlPieces(sql).map(({ kind, text }) => (kind === 'plain' ? text : html`<span class=${kind}>${text}</span>`));
}

/** The statements to carry out, without those that undo them. */
export function upStatements(sql: string): string {
  const down = /^-- down\b.*$/m.exec(sql);
  return (down === null ? sql : sql.slice(0, down.index)).trim();
}

/** What two texts have in common at both ends, and what differs between. */
export function difference(
  before: string,
  after: string,
): { readonly head: string; readonly removed: string; readonly added: string; readonly tail: string } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return {
    head: before.slice(0, head),
    removed: before.slice(head, before.length - tail),
    added: after.slice(head, after.length - tail),
    tail: before.slice(before.length - tail),
  };
}

function replaceView(change: Extract<Change, { kind: 'replace' }>, openPlace: (place: Place) => void): TemplateResult {
  const { head, removed, added, tail } = difference(change.before, change.after);
  return html`<div class="change">
    ${placeLink(change, openPlace)}
    <code
      >${head}${removed === '' ? nothing : html`<del>${removed}</del> `}${added === '' ? nothing : html`<ins>${added}</ins>`}${tail}</code
    >
  </div>`;
}

/** What the advice changes, as text: the statements, or the edit of each file. */
export function changeView(advice: Advice, openPlace: (place: Place) => void): TemplateResult {
  const { sql, changes } = advice;
  return html`${sql === undefined ? nothing : html`<pre class="sql bare">${sqlView(upStatements(sql))}</pre>`}
  ${changes.map((change) =>
    change.kind === 'replace'
      ? replaceView(change, openPlace)
      : sql === undefined
        ? html`<div class="change"><span class="dim">new file</span> <code>${fileName(change.file)}</code></div>`
        : nothing,
  )}
  ${sql === undefined && changes.length === 0 ? html`<div class="change">${advice.text}</div>` : nothing}`;
}
