import type { CodeAction, CodeLens, Diagnostic, Range } from 'vscode-languageserver';
import { CodeActionKind, DiagnosticSeverity } from 'vscode-languageserver';
import type { Finding, Severity } from '../../protocol/findings.ts';
import type { InlineMark } from '../../protocol/inlineMarks.ts';
import { findingRow } from '../../format/findingRow.ts';
import { changeText, evidenceText } from '../../format/figures.ts';
import type { PlaceNow } from './sourceText.ts';

/** A finding at its place in the text as it is now. */
export type PlacedFinding = { readonly finding: Finding; readonly at: PlaceNow };

export const rangeOf = ({ at }: PlacedFinding): Range => ({
  start: { line: at.line, character: at.start },
  end: { line: at.line, character: at.end },
});

export const staleWords = 'the file has changed since';

/** What was applied changed the file, and that is no reason for doubt. */
export const isStale = ({ finding, at }: PlacedFinding) => at.isStale && (finding.applied ?? []).length === 0;

/** Findings of growth speak of what was gained, all others of what a change would give. */
const isGrowth = ({ rule }: Finding) => rule === 'heap-growth' || rule === 'leak';

/** What a finding's lens says first: how much it gained and holds, or what the change gives and whether that is proven. */
function firstWords(finding: Finding): string {
  const { gain, state, title } = findingRow(finding);
  if (!isGrowth(finding) || finding.state === 'applied') return gain === '' ? `${title}: ${state}` : `${gain} ${state}`;
  const retained = finding.evidence.find(({ name }) => name === 'retained size');
  return [gain, ...(retained === undefined ? [] : [`${evidenceText(retained)} retained`])].join(' · ');
}

/** What stands at the end of the line: what was gained in size and in number, or what the change gives. */
function lineWords(finding: Finding): string {
  const { gain, state } = findingRow(finding);
  if (!isGrowth(finding)) return [gain, state].filter((word) => word !== '').join(' ');
  const number = finding.evidence[1];
  const isCounted = number !== undefined && number.unit === 'count' && number.name.endsWith(' gained');
  return [gain, ...(isCounted ? [`${changeText(number)} ${nounOf(number.name)}`] : [])].join(' · ');
}

const nounOf = (name: string) => name.replace(/ gained$/, '');

/** Where a finding leads: a command of the editor and what it is called with, in the words of a lens and of an action. */
type Way = { readonly command: string; readonly lens: string; readonly action: string; readonly argument: unknown };

/** What it rests on: its diff and path, its plan, or its experiment. */
function subjectWays({ findingId, diff, planId, experimentId }: Finding): readonly Way[] {
  const toDiff = { command: 'showDiff', lens: 'Show Diff', action: 'Show the heap diff', argument: findingId };
  const toPath = { command: 'showPath', lens: 'Show Path', action: 'Show the retaining path', argument: findingId };
  const planView = { tab: 'queries', planId, findingId };
  const experimentView = { tab: 'experiments', experimentId, findingId };
  return [
    ...(diff === undefined ? [] : [toDiff, ...(diff.nodeId === null ? [] : [toPath])]),
    ...(planId === undefined
      ? []
      : [{ command: 'openPanel', lens: 'Show Plan', action: 'Show the plan', argument: planView }]),
    ...(experimentId === undefined || planId !== undefined
      ? []
      : [{ command: 'openPanel', lens: 'Show Experiment', action: 'Show the experiment', argument: experimentView }]),
  ];
}

/** The first statement or sentence of the advice, short enough for a menu. */
function adviceWords({ advice }: Finding): string {
  const first = (advice?.sql ?? advice?.text ?? '').split(/[;\n]/, 1)[0] ?? '';
  return first.length > 80 ? `${first.slice(0, 79)}…` : first;
}

/** What can be done about it in its state: apply, verify, undo, hunt again. */
function deedWays(finding: Finding): readonly Way[] {
  const { findingId: argument, state, advice, applied = [], rule } = finding;
  const apply = { command: 'applyAdvice', lens: 'Apply…', action: `Apply: ${adviceWords(finding)}`, argument };
  const verify = { command: 'verifyFinding', lens: 'Verify…', action: 'Verify: measure it again', argument };
  const undo = { command: 'undoAdvice', lens: 'Undo', action: 'Undo what was applied', argument };
  const rehunt = { command: 'rehunt', lens: 'Re-hunt', action: 'Hunt this leak again', argument };
  const again = rule === 'leak' ? [rehunt] : [];
  if (applied.length > 0) return [...(state === 'applied' && rule !== 'leak' ? [verify] : again), undo];
  if ((advice?.changes.length ?? 0) > 0) return [apply, ...again];
  const isByHand = advice?.sql !== undefined && state === 'proven';
  return [...(isByHand ? [verify] : []), ...again];
}

export const waysOf = (finding: Finding): readonly Way[] => [...deedWays(finding), ...subjectWays(finding)];

/** The lenses of a finding, side by side above its line. */
export function lensesOf(placed: PlacedFinding): readonly CodeLens[] {
  const { finding } = placed;
  const range = rangeOf(placed);
  const { findingId, diff } = finding;
  const first = firstWords(finding) + (isStale(placed) ? ` (${staleWords})` : '');
  const overview = { command: 'openPanel', argument: { tab: 'overview', findingId } };
  const peek = { command: 'peekDiff', argument: findingId };
  const [subject] = subjectWays(finding);
  const lenses = [{ ...(diff === undefined ? (subject ?? overview) : peek), lens: first }, ...waysOf(finding)];
  return lenses.map(({ lens, command, argument }) => ({
    range,
    command: { title: lens, command: `pitstop.${command}`, arguments: [argument] },
  }));
}

/** The mark at the end of a finding's line. */
export function markOf(placed: PlacedFinding): InlineMark {
  const { finding, at } = placed;
  return { line: at.line, text: lineWords(finding), severity: finding.severity, isStale: isStale(placed) };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

function messageOf(finding: Finding): string {
  const between = finding.rule === 'heap-growth' ? ' between two snapshots' : '';
  const advice = isGrowth(finding) || finding.advice === undefined ? '' : `. ${finding.advice.text}`;
  return `${finding.title}: ${lineWords(finding)}${between}${advice}`;
}

/** A finding as a diagnostic. One that was applied, or in a changed file, is information only: it may be mended already. */
export function diagnosticOf(placed: PlacedFinding): Diagnostic {
  const { finding } = placed;
  const isMended = isStale(placed) || finding.state === 'applied';
  return {
    range: rangeOf(placed),
    severity: isMended ? DiagnosticSeverity.Information : severities[finding.severity],
    source: 'Pitstop',
    code: finding.rule,
    message: `${messageOf(finding)}${isStale(placed) ? ` (${staleWords})` : ''}`,
    data: finding.findingId,
  };
}

/** What can be done about a finding. */
export function actionsOf({ finding }: PlacedFinding, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  const own = diagnostics.filter(({ data }) => data === finding.findingId);
  const actionOf = ({ action: title, command, argument }: Omit<Way, 'lens'>): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    ...(own.length === 0 ? {} : { diagnostics: own }),
    command: { title, command: `pitstop.${command}`, arguments: [argument] },
  });
  const dismiss = { action: 'Dismiss this finding…', command: 'dismissFinding', argument: finding.findingId };
  return [...waysOf(finding), dismiss].map(actionOf);
}
