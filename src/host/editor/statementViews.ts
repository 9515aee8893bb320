import type { CodeLens, Command, Range } from 'vscode-languageserver';
import type { InlineMark } from '../../protocol/inlineMarks.ts';
import { countText, shareText, timeText } from '../../format/figures.ts';
import type { Place } from '../../protocol/places.ts';
import type { PlanFigures } from './planFigures.ts';

/** A statement in the text as it is now, with what its newest plan said. Lines and characters count from 0. */
export type ShownStatement = {
  /** Where its results stand. */
  readonly line: number;
  readonly character: number;
  /** Where it begins, which commands are called with. */
  readonly place: Place;
  readonly kind: 'select' | 'write' | 'other';
  readonly figures: PlanFigures | null;
  /** The plan was made of another statement that stood here. */
  readonly isStale: boolean;
};

const staleWords = 'the statement has changed since';

/** Time and buffers of the last run; null where it was never run. */
function runWords({ executionMs, buffers }: PlanFigures): string | null {
  if (executionMs === null) return null;
  return [timeText(executionMs), ...(buffers === null ? [] : [`${countText(buffers)} buffers`])].join(' · ');
}

/** The lenses of a statement, side by side above its line. Quiet where nothing is connected and nothing was run. */
export function statementLenses(shown: ShownStatement, isConnected: boolean): readonly CodeLens[] {
  const { line, character, place, kind, figures, isStale } = shown;
  const at = [{ file: place.file, line: place.line, column: place.column }];
  const explain: Command = { title: 'Explain', command: 'pitstop.explainQuery', arguments: at };
  const analyze: Command = { title: 'Explain Analyze', command: 'pitstop.explainAnalyzeQuery', arguments: at };
  const advise: Command = { title: 'Advise', command: 'pitstop.adviseQuery', arguments: at };
  const range: Range = { start: { line, character }, end: { line, character } };
  // BEGIN, SET and their like have no plan.
  if (kind === 'other') return [];
  // One that writes is not run, so there is no more to offer than its plan.
  const offered = kind !== 'select' ? [explain] : figures === null ? [explain, analyze, advise] : [analyze, advise];
  const seen = figures === null ? [] : seenOf(figures, isStale);
  const commands = isConnected || figures !== null ? [...seen, ...offered] : [explain];
  return commands.map((command) => ({ range, command }));
}

function seenOf(figures: PlanFigures, isStale: boolean): readonly Command[] {
  const show = { command: 'pitstop.showPlan', arguments: [figures.planId] };
  const run = runWords(figures);
  const words = run === null ? [] : [{ ...show, title: isStale ? `${run} (${staleWords})` : run }];
  return [...words, { ...show, title: 'Show Plan' }];
}

/** What stands at the end of a statement's line: its time and where it goes; null where it was never run. */
export function statementMark({ line, figures, isStale }: ShownStatement): InlineMark | null {
  if (figures === null || figures.executionMs === null) return null;
  const { executionMs, heaviest } = figures;
  const where = heaviest === null ? [] : [`${shareText(heaviest.share)} in ${heaviest.what}`];
  return { line, text: [timeText(executionMs), ...where].join(' · '), severity: 'info', isStale };
}
