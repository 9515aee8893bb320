import type { CodeAction, CodeLens, Diagnostic, Hover, MarkupContent, Range } from 'vscode-languageserver';
import { CodeActionKind, DiagnosticSeverity, MarkupKind } from 'vscode-languageserver';
import type { Finding, Severity } from '../../protocol/findings.ts';
import type { InlineMark } from '../../protocol/inlineMarks.ts';
import { changeText, evidenceText } from '../../format/figures.ts';
import type { PlaceNow } from './sourceText.ts';

/** A finding at its place in the text as it is now. */
export type PlacedFinding = { readonly finding: Finding; readonly at: PlaceNow };

const rangeOf = ({ at }: PlacedFinding): Range => ({
  start: { line: at.line, character: at.start },
  end: { line: at.line, character: at.end },
});

const staleWords = 'the file has changed since';

/** What a finding's lens says first: how much it gained, and what it holds. */
function sizeWords({ evidence }: Finding): string {
  const [gained, ...others] = evidence;
  const retained = others.find(({ name }) => name === 'retained size');
  return [
    ...(gained === undefined ? [] : [changeText(gained)]),
    ...(retained === undefined ? [] : [`${evidenceText(retained)} retained`]),
  ].join(' · ');
}

/** What stands at the end of the line: what was gained, in size and in number. */
function growthWords({ evidence }: Finding): string {
  const [gained, number] = evidence;
  return [
    ...(gained === undefined ? [] : [changeText(gained)]),
    ...(number === undefined || number.unit !== 'count' ? [] : [`${changeText(number)} ${nounOf(number.name)}`]),
  ].join(' · ');
}

const nounOf = (name: string) => name.replace(/ gained$/, '');

/** Where a finding leads: a command of the editor, in the words of a lens and of an action. */
type Way = { readonly command: string; readonly lens: string; readonly action: string };

function waysOf({ diff }: Finding): readonly Way[] {
  if (diff === undefined) return [];
  const toDiff = { command: 'pitstop.showDiff', lens: 'Show Diff', action: 'Show the heap diff' };
  const toPath = { command: 'pitstop.showPath', lens: 'Show Path', action: 'Show the retaining path' };
  return diff.nodeId === null ? [toDiff] : [toDiff, toPath];
}

/** The lenses of a finding, side by side above its line. */
export function lensesOf(placed: PlacedFinding): readonly CodeLens[] {
  const { finding, at } = placed;
  const range = rangeOf(placed);
  const argumentsOf = [finding.findingId];
  const first = sizeWords(finding) + (at.isStale ? ` (${staleWords})` : '');
  const lenses = [
    { title: first, command: 'pitstop.peekDiff' },
    ...waysOf(finding).map(({ lens, command }) => ({ title: lens, command })),
  ];
  return lenses.map((command) => ({ range, command: { ...command, arguments: argumentsOf } }));
}

/** The mark at the end of a finding's line. */
export function markOf({ finding, at }: PlacedFinding): InlineMark {
  return { line: at.line, text: growthWords(finding), severity: finding.severity, isStale: at.isStale };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** A finding as a diagnostic. One in a changed file is information only: it may be mended already. */
export function diagnosticOf(placed: PlacedFinding): Diagnostic {
  const { finding, at } = placed;
  return {
    range: rangeOf(placed),
    severity: at.isStale ? DiagnosticSeverity.Information : severities[finding.severity],
    source: 'Pitstop',
    code: finding.rule,
    message: `${finding.title}: ${growthWords(finding)} between two snapshots${at.isStale ? ` (${staleWords})` : ''}`,
    data: finding.findingId,
  };
}

/** Text of the watched program as code: it can hold anything, and must not become markup or a link. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ').slice(0, 200)}\``;
}

const commandLink = (title: string, command: string, findingId: string) =>
  `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([findingId]))})`;

/** How many holders of a path a hover names. */
const holdersShown = 8;

function pathLines(retainedBy: readonly string[]): readonly string[] {
  const more = retainedBy.length - holdersShown;
  const shown = retainedBy.slice(0, holdersShown).map((holder, depth) => `${'  '.repeat(depth)}- ${code(holder)}`);
  return more > 0 ? [...shown, `${'  '.repeat(holdersShown)}- and ${more} more`] : shown;
}

/** A finding as hover text: evidence, retaining path, what would disprove it, and where to go on. */
function hoverText({ finding, at }: PlacedFinding): string {
  const { retainedBy = [], findingId } = finding;
  const links = [
    ...waysOf(finding).map(({ lens, command }) => commandLink(lens, command, findingId)),
    commandLink('Dismiss…', 'pitstop.dismissFinding', findingId),
  ];
  return [
    `**Pitstop** ${code(finding.title)}${at.isStale ? ` *(${staleWords})*` : ''}`,
    '',
    '| | |',
    '|:--|--:|',
    ...finding.evidence.map((evidence) => `| ${evidence.name} | ${evidenceText(evidence)} |`),
    '',
    ...(retainedBy.length === 0 ? [] : ['Held by, nearest first:', '', ...pathLines(retainedBy), '']),
    `Confidence: ${finding.confidence}. Disproved by: ${finding.disprovedBy}`,
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

/** What can be done about a finding. */
export function actionsOf({ finding }: PlacedFinding, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  const own = diagnostics.filter(({ data }) => data === finding.findingId);
  const action = (title: string, command: string): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    ...(own.length === 0 ? {} : { diagnostics: own }),
    command: { title, command, arguments: [finding.findingId] },
  });
  return [
    ...waysOf(finding).map((way) => action(way.action, way.command)),
    action('Dismiss this finding…', 'pitstop.dismissFinding'),
  ];
}
