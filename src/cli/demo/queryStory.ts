import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';
import { finishedJob } from '../finishedJob.ts';
import type { JsonBody } from '../output.ts';
import { printFinding } from '../proofText.ts';
import { findingsOf, step, title, type Scene } from './scene.ts';

/** The source of the sample's history, in the checkout that this program was built from. */
const historyFile = () => path.join(path.dirname(process.argv[1] ?? ''), '..', 'src', 'sample', 'history.ts');

/** "It is slow." Takes the query of the sample's history from its source, and tries out what would make it quicker. */
export async function tellQuery(scene: Scene): Promise<JsonBody> {
  const { context, client, databaseUrl } = scene;
  const { output } = context;
  const file = historyFile();
  const text = readFileSync(file, 'utf8');
  const statements = await client.request('sql/statements', { file, text });
  const found = statements.find(({ kind }) => kind === 'select');
  if (found === undefined) throw new Failure('statementNotFound', `there is no query in ${file}`);
  const { line, column } = found.place;
  title(context, `2  It is slow. Where is the time of ${path.relative(process.cwd(), file)}:${line}?`);
  output.line(`   ${found.sql}`);
  await client.request('database/connect', { candidateId: null, url: databaseUrl, allowRemote: false });
  const request = {
    source: { kind: 'source', file, text, line, column },
    isAnalyzed: true,
    params: null,
    settings: {},
    allowWrites: false,
    prove: true,
  } as const;
  const made = await step(
    context,
    () => finishedJob(client, 'plans/advise', request, context),
    () => 'explained, an index built in a transaction that is rolled back, and both timed in alternation',
  );
  const [planId = ''] = made;
  const plan = await client.request('plans/get', { planId });
  const findings = await findingsOf(client, made);
  output.line();
  for (const finding of findings) printFinding(output, finding);
  if (findings.length === 0) for (const { what, outcome } of plan.trials) output.line(`   ${what}: ${outcome}`);
  return { fingerprint: plan.fingerprint, executionMs: plan.executionMs, findings, trials: plan.trials };
}
