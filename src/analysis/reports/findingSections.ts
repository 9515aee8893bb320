import type { Change } from '../../protocol/advice.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { evidenceText, figureText, gainText, shareText } from '../../format/figures.ts';
import { findingRow } from '../../format/findingRow.ts';
import { shownPath, type PathView, type ReportBlock, type ReportSection } from './reportBlocks.ts';

/** A moment in words that are the same for every reader: `2026-01-02 03:04 UTC`. */
export const momentText = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const words = (head: string) => ({ head, isFigure: false });
const figures = (head: string) => ({ head, isFigure: true });

/** A proof: the figures before and after, and beneath them how sure they are and how they were come by. */
export function proofBlocks(proof: Proof): readonly ReportBlock[] {
  const { metric, unit, before, after, rows, sameAgain, sameResult, pairs, method, machine, provenAt } = proof;
  const gain = proof.isDecided ? gainText(proof) : `not decided: ${gainText(proof)}`;
  const table: ReportBlock = {
    kind: 'table',
    columns: [words('Measured'), figures('before'), figures('after'), figures('gain')],
    rows: [
      [`${metric}, median`, figureText(before, unit), figureText(after, unit), gain],
      ...rows.map((row) => [
        row.name,
        figureText(row.before, row.unit),
        figureText(row.after, row.unit),
        row.gain === null ? '' : `${figureText(row.gain, 'count')}x`,
      ]),
    ],
  };
  const same =
    sameResult === null
      ? 'There is no result to compare.'
      : sameResult
        ? 'Both gave the same result.'
        : 'The results differ.';
  const noise =
    sameAgain === null
      ? 'It was not measured against itself.'
      : `Measured against itself, without any change: ${gainText(sameAgain)}.`;
  return [
    table,
    {
      kind: 'list',
      items: [
        `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of runs; the interval in brackets holds the gain with 95 %.`,
        noise,
        same,
        `How: ${method}.`,
        `Where: ${machine}, ${momentText(provenAt)}.`,
      ],
    },
  ];
}

function diffOf(change: Change, view: PathView): string {
  const name = shownPath(change.file, view);
  const lines = (mark: string, text: string) =>
    text
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((line) => mark + line);
  if (change.kind === 'newFile') return ['--- /dev/null', `+++ ${name}`, ...lines('+', change.text)].join('\n');
  const { line, before, after } = change;
  return [`--- ${name}`, `+++ ${name}`, `@@ line ${line} @@`, ...lines('-', before), ...lines('+', after)].join('\n');
}

function adviceBlocks({ advice, applied = [] }: Finding, view: PathView): readonly ReportBlock[] {
  if (advice === undefined) return [];
  const { text, sql, changes, costs, risks } = advice;
  const done = applied.length > 0 ? applied.map(({ change }) => change) : changes;
  // A migration that is made as a file is shown once, with its name.
  const isInFile = done.some((change) => change.kind === 'newFile' && change.text.includes(sql?.trim() ?? ''));
  const notes = [...costs.map((cost) => `Costs: ${cost.name} ${evidenceText(cost)}`), ...risks];
  return [
    { kind: 'text', text: `Advice: ${text}` },
    ...(sql === undefined || isInFile ? [] : [{ kind: 'code', language: 'sql', text: sql } as const]),
    ...done.map((change) => ({ kind: 'code', language: 'diff', text: diffOf(change, view) }) as const),
    ...(notes.length === 0 ? [] : [{ kind: 'list', items: notes } as const]),
  ];
}

function historyBlocks({ history, state, foundAt, stateReason }: Finding): readonly ReportBlock[] {
  const last = { state, at: foundAt, ...(stateReason === undefined ? {} : { reason: stateReason }) };
  const items = (history ?? [last]).map(
    ({ at, state: was, reason }) => `${momentText(at)}: ${was}${reason === undefined ? '' : ` (${reason})`}`,
  );
  return [{ kind: 'list', items }];
}

const sub = (title: string, blocks: readonly ReportBlock[]): readonly ReportSection[] =>
  blocks.length === 0 ? [] : [{ title, blocks, sections: [] }];

/** A finding with all that speaks for it. */
export function findingSection(finding: Finding, view: PathView): ReportSection {
  const { title, place, placeReason, evidence, saving, savingShare, retainedBy = [], proof, verification } = finding;
  const { gain, state } = findingRow(finding);
  const symbol = place?.symbol === undefined ? '' : ` (${place.symbol})`;
  const where =
    place === null ? `No line: ${placeReason ?? 'not known'}` : `${shownPath(place.file, view)}:${place.line}${symbol}`;
  const share = savingShare === undefined ? '' : `, ${shareText(savingShare)} of the whole`;
  const saved = saving === null ? [] : [[`to be saved: ${saving.name}${share}`, evidenceText(saving)]];
  return {
    title,
    blocks: [
      { kind: 'answer', text: [gain, state, where].filter((part) => part !== '').join(' · ') },
      {
        kind: 'table',
        columns: [words('Evidence'), figures('')],
        rows: [...evidence.map((one) => [one.name, evidenceText(one)]), ...saved],
      },
      ...(retainedBy.length === 0
        ? []
        : [{ kind: 'text', text: 'Held by, nearest first:' } as const, { kind: 'list', items: retainedBy } as const]),
      ...adviceBlocks(finding, view),
      { kind: 'text', text: `Rule ${finding.rule}, ${finding.confidence}. Disproved by: ${finding.disprovedBy}` },
    ],
    sections: [
      ...sub('Proof', proof === undefined ? [] : proofBlocks(proof)),
      ...sub('Measured after the change', verification === undefined ? [] : proofBlocks(verification)),
      ...sub('History', historyBlocks(finding)),
    ],
  };
}
