import type { Hover, MarkupContent } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { countText, evidenceText, figureText, gainText } from '../../format/figures.ts';
import { stateText } from '../../format/findingRow.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Proof } from '../../protocol/proofs.ts';
import { isStale, rangeOf, staleWords, waysOf, type PlacedFinding } from './findingViews.ts';

/** Text of the watched program as code: it can hold anything, and must not become markup or a link. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ').slice(0, 200)}\``;
}

const commandLink = (title: string, command: string, argument: unknown) =>
  `[${title}](command:pitstop.${command}?${encodeURIComponent(JSON.stringify([argument]))})`;

/** How many holders of a path a hover names. */
const holdersShown = 8;

function pathLines(retainedBy: readonly string[]): readonly string[] {
  const more = retainedBy.length - holdersShown;
  const shown = retainedBy.slice(0, holdersShown).map((holder, depth) => `${'  '.repeat(depth)}- ${code(holder)}`);
  return more > 0 ? [...shown, `${'  '.repeat(holdersShown)}- and ${more} more`] : shown;
}

/** Words as words: nothing in them becomes markup, a link or a cell of its own. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&');

/** How many lines of a migration a hover shows. */
const sqlLinesShown = 12;

function adviceLines({ advice }: Finding): readonly string[] {
  if (advice === undefined) return [];
  const lines = advice.sql?.split('\n') ?? [];
  const more = lines.length - sqlLinesShown;
  const shown = more > 0 ? [...lines.slice(0, sqlLinesShown), `-- and ${more} more lines`] : lines;
  const fence = '`'.repeat(4);
  return [
    plain(advice.text),
    '',
    ...(lines.length === 0 ? [] : [`${fence}sql`, ...shown, fence, '']),
    ...advice.costs.map((cost) => `- Costs: ${plain(cost.name)} ${evidenceText(cost)}`),
    ...advice.risks.map((risk) => `- ${plain(risk)}`),
    '',
  ];
}

/** A proof as a table: before, after and gain of what was measured, the noise of the machine, and how it was done. */
function proofLines(title: string, proof: Proof): readonly string[] {
  const { metric, unit, before, after, sameAgain, rows, sameResult, method, machine, isDecided } = proof;
  const result = sameResult === null ? [] : [sameResult ? 'Same result.' : 'The results differ.'];
  const noise = sameAgain === null ? [] : [`Against itself: ${gainText(sameAgain)}.`];
  return [
    `| ${title} | before | after | gain |`,
    '|:--|--:|--:|--:|',
    `| ${plain(metric)} | ${figureText(before, unit)} | ${figureText(after, unit)} | ${isDecided ? gainText(proof) : 'not decided'} |`,
    ...rows.map((row) => {
      const gain = row.gain === null ? '' : `${countText(row.gain)}x`;
      return `| ${plain(row.name)} | ${figureText(row.before, row.unit)} | ${figureText(row.after, row.unit)} | ${gain} |`;
    }),
    '',
    [...result, ...noise, `${plain(method)}.`, `${plain(machine)}.`].join(' '),
    '',
  ];
}

/** A finding as hover text: evidence, retaining path, advice and proof, what would disprove it, and where to go on. */
function hoverText(placed: PlacedFinding): string {
  const { finding } = placed;
  const { retainedBy = [], findingId, proof, verification, stateReason } = finding;
  const links = [
    ...waysOf(finding).map(({ lens, command, argument }) => commandLink(lens, command, argument)),
    commandLink('Dismiss…', 'dismissFinding', findingId),
  ];
  const state = `${stateText(finding)}${stateReason === undefined ? '' : ` (${plain(stateReason)})`}`;
  return [
    `**Pitstop** ${code(finding.title)}${isStale(placed) ? ` *(${staleWords})*` : ''}`,
    '',
    '| | |',
    '|:--|--:|',
    ...finding.evidence.map((evidence) => `| ${plain(evidence.name)} | ${evidenceText(evidence)} |`),
    '',
    ...(retainedBy.length === 0 ? [] : ['Held by, nearest first:', '', ...pathLines(retainedBy), '']),
    ...adviceLines(finding),
    ...(proof === undefined ? [] : proofLines('Proof', proof)),
    ...(verification === undefined ? [] : proofLines('Measured after the change', verification)),
    `State: ${state}. Confidence: ${finding.confidence}. Disproved by: ${plain(finding.disprovedBy)}`,
    '',
    links.join(' · '),
  ].join('\n');
}

/** One hover for all findings of a line; null where it has none. */
export function hoverOf(placed: readonly PlacedFinding[]): Hover | null {
  const [first] = placed;
  if (first === undefined) return null;
  const contents: MarkupContent = { kind: MarkupKind.Markdown, value: placed.map(hoverText).join('\n\n---\n\n') };
  return { contents, range: rangeOf(first) };
}
