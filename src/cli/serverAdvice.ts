import type { ServerReview } from '../protocol/reviews.ts';
import { exitCodes, type CommandContext, type ExitCode } from './command.ts';
import { UsageError } from './commandOptions.ts';
import type { Output } from './output.ts';
import { printFinding } from './proofText.ts';
import { namedDatabase } from './sqlSource.ts';
import { countText, evidenceText, spanText } from '../format/figures.ts';

const countedDaysUsual = 7;
const statementOptions = ['sql', 'file', 'line', 'params'] as const;

function print(output: Output, review: ServerReview): void {
  const { findings, tables, indexes, sessions, reviewedAt, countedSince, problems } = review;
  for (const finding of findings) {
    printFinding(output, finding);
    for (const evidence of finding.evidence) output.line(`  ${evidence.name}: ${evidenceText(evidence)}`);
    output.line();
  }
  const seen = `${countText(tables)} tables, ${countText(indexes)} indexes, ${countText(sessions)} sessions; counted for ${spanText(reviewedAt - countedSince)}`;
  output.line(findings.length === 0 ? `Nothing to advise: ${seen}.` : output.styled('dim', seen));
  for (const { where, what } of problems) output.note(`${where}: ${what}`);
}

/** Looks at the server as a whole. */
export async function serverAdvice(context: CommandContext): Promise<ExitCode> {
  const { options, output, host, words } = context;
  const given = statementOptions.find((name) => options.text(name) !== undefined);
  if (given !== undefined || words.length > 0)
    throw new UsageError(
      `--server is about the server as a whole: leave ${given === undefined ? '-' : `--${given}`} out`,
    );
  if (options.flag('prove')) throw new UsageError('--prove needs a statement, by --sql, --file or -');
  const countedDays = options.wholeNumber('unused-after', { min: 0 }) ?? countedDaysUsual;
  const client = await host();
  const { label, version, source } = await namedDatabase(client, options);
  if (!output.isJson) output.note(`${label}, PostgreSQL ${version} (${source})`);
  const review = await client.request('database/review', { folder: process.cwd(), countedDays });
  output.json('serverAdvice', { ...review });
  print(output, review);
  return review.findings.length > 0 ? exitCodes.findings : exitCodes.clean;
}
