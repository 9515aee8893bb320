import type { Severity } from '../../protocol/findings.ts';
import type { InlineMark } from '../../protocol/inlineMarks.ts';

const gravestFirst: readonly Severity[] = ['error', 'warning', 'info'];

/** One mark for each line: words of several stand side by side in their order, under the gravest look of them. */
export function onePerLine(marks: readonly InlineMark[]): readonly InlineMark[] {
  const lines = new Map<number, InlineMark>();
  for (const mark of marks) {
    const before = lines.get(mark.line);
    lines.set(mark.line, before === undefined ? mark : joined(before, mark));
  }
  return [...lines.values()];
}

function joined(first: InlineMark, second: InlineMark): InlineMark {
  const severity = gravestFirst.find((one) => one === first.severity || one === second.severity) ?? first.severity;
  return { ...first, severity, text: `${first.text} · ${second.text}`, isStale: first.isStale || second.isStale };
}
