/** A stretch of a text and where it comes from. `step` 0: a hole of the source, one place for the whole stretch. */
export type Run = { readonly at: number; readonly from: number; readonly step: 0 | 1 };

/** A text put together from parts of a source. Offsets count characters from 0. */
export type SqlText = { readonly text: string; readonly runs: readonly Run[] };

/** A part of a text: characters of the source, or what stands for a hole in it. */
export type TextPart = { readonly text: string; readonly from: number; readonly step: 0 | 1 };

/** Puts parts together; neighbours that go on in the source become one run. */
export function sqlTextOf(parts: readonly TextPart[]): SqlText {
  const runs: Run[] = [];
  let text = '';
  for (const { text: more, from, step } of parts) {
    const last = runs.at(-1);
    const goesOn = last !== undefined && last.step === 1 && step === 1 && last.from + text.length - last.at === from;
    if (more !== '' && !goesOn) runs.push({ at: text.length, from, step });
    text += more;
  }
  return { text, runs };
}

/** The place in the source of a place in the text. */
export function originOf(runs: readonly Run[], offset: number): number {
  const run = runs.findLast(({ at }) => at <= offset) ?? runs[0];
  if (run === undefined) return 0;
  return run.from + run.step * Math.max(0, offset - run.at);
}

/** The runs of a part of the text, with places counted from its start. */
export function runsWithin(runs: readonly Run[], start: number, end: number): readonly Run[] {
  const first = Math.max(
    0,
    runs.findLastIndex(({ at }) => at <= start),
  );
  return runs
    .slice(first)
    .filter(({ at }) => at < end)
    .map(({ at, from, step }) =>
      at >= start ? { at: at - start, from, step } : { at: 0, from: from + step * (start - at), step },
    );
}

/** The start of each line of a text. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column, from 1, of an offset. */
export function positionOf(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
