import { evidenceText, figureText, gainText, timeText } from '../format/figures.ts';
import type { Finding } from '../protocol/findings.ts';
import type { Proof, ProofRow } from '../protocol/proofs.ts';
import type { Output } from './output.ts';

const sameWords = (same: boolean | null) =>
  same === null ? 'rows not compared' : same ? 'the same rows' : 'other rows';

/** Prints what a change gains: before and after, the interval, other figures, and how it was measured. */
function printProof(output: Output, proof: Proof): void {
  const { before, after, sameAgain, rows, method, machine, sameResult } = proof;
  output.line(
    `  ${timeText(before)} → ${output.styled('bold', timeText(after))}   ${output.styled('green', gainText(proof))}   ${sameWords(sameResult)}`,
  );
  output.table<ProofRow>(
    [
      { title: '', text: ({ name }) => `  ${name}`, align: 'left' },
      { title: 'before', text: ({ before: value, unit }) => figureText(value, unit), align: 'right' },
      { title: 'after', text: ({ after: value, unit }) => figureText(value, unit), align: 'right' },
    ],
    rows,
  );
  if (sameAgain !== null) output.line(output.styled('dim', `  against itself: ${gainText(sameAgain)}`));
  output.line(output.styled('dim', `  ${method}`));
  output.line(output.styled('dim', `  ${machine}`));
}

/** Prints a finding with its proof card, its statements, its costs, and what to know before. */
export function printFinding(output: Output, { title, rule, advice, proof }: Finding): void {
  output.line(`${output.styled('bold', title)}  ${output.styled('dim', rule)}`);
  if (advice !== undefined) output.line(advice.text);
  if (proof !== undefined) {
    output.line();
    printProof(output, proof);
  }
  if (advice === undefined) return;
  output.line();
  for (const cost of advice.costs) output.line(`  ${cost.name}: ${evidenceText(cost)}`);
  if (advice.sql !== undefined) {
    output.line();
    for (const line of advice.sql.trimEnd().split('\n')) output.line(`  ${line}`);
    output.line();
  }
  for (const change of advice.changes) output.line(output.styled('dim', `  as a file: ${change.file}`));
  for (const risk of advice.risks) output.line(output.styled('dim', `  · ${risk}`));
}
