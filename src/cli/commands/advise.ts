import { gainText, timeText } from '../../format/figures.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { QueryPlan, Trial } from '../../protocol/plans.ts';
import { exitCodes, type Command, type CommandContext } from '../command.ts';
import { finishedJob } from '../finishedJob.ts';
import type { JsonBody, Output } from '../output.ts';
import { printFinding } from '../proofText.ts';
import { serverAdvice } from '../serverAdvice.ts';
import { sqlRequest, sqlSourceOptions, sqlSourceUsage } from '../sqlSource.ts';

/** The fields of the document. Times are in ms, sizes in bytes. */
function documentOf(plan: QueryPlan, findings: readonly Finding[]): JsonBody {
  const { fingerprint, planId, executionMs, trials, problems, parameters, variants = [], place } = plan;
  return { fingerprint, planId, place, executionMs, parameters, variants, findings, trials, problems };
}

function printTrials(output: Output, trials: readonly Trial[]): void {
  if (trials.length === 0) return;
  output.line();
  output.line(output.styled('bold', 'Tried'));
  output.table<Trial>(
    [
      { title: 'what', text: ({ what }) => what, align: 'left', widthMax: 70 },
      { title: 'outcome', text: ({ outcome }) => outcome, align: 'left' },
    ],
    trials,
  );
}

function print(output: Output, plan: QueryPlan, findings: readonly Finding[], isProven: boolean): void {
  const ran = plan.executionMs === null ? 'it was not run' : `it took ${timeText(plan.executionMs)}`;
  for (const finding of findings) {
    printFinding(output, finding);
    output.line();
  }
  if (findings.length === 0 && plan.trials.length === 0) output.line(`Nothing to advise: ${ran}.`);
  else if (findings.length === 0)
    output.line(isProven ? `No gain was measured: ${ran}.` : `Not tried yet: ${ran}. Try it by --prove.`);
  const proven = new Set(findings.map(({ proof }) => (proof === undefined ? '' : gainText(proof))));
  const others = plan.trials.filter(
    ({ ratio, interval }) => ratio === null || interval === null || !proven.has(gainText({ ratio, interval })),
  );
  printTrials(output, others);
  for (const { number, text, note } of plan.parameters)
    output.note(`$${number} ${text === `$${number}` ? '' : `${text} `}is ${note}`);
  for (const { where, what } of plan.problems) output.note(`${where}: ${what}`);
}

/** True where no statement is named: then it is the server that advice is asked for. */
const isAboutServer = ({ words, options }: CommandContext) =>
  options.flag('server') ||
  (words.length === 0 && options.text('sql') === undefined && options.text('file') === undefined);

/** `pitstop advise`: what would make a statement quicker; with --prove, tried out and measured. Or a server as a whole. */
export const adviseCommand: Command = {
  name: ['advise'],
  purpose:
    'Say what would make a statement quicker; with --prove, try it out. Without a statement: look at the server.',
  usage: `${sqlSourceUsage} [--prove] | --server [--url URL | --embedded]`,
  example: 'pitstop advise --file src/threads.ts --line 42 --prove',
  options: {
    ...sqlSourceOptions,
    prove: {
      type: 'boolean',
      purpose: 'build the index in a transaction that is rolled back, and time runs in alternation',
    },
    server: {
      type: 'boolean',
      purpose: 'indexes, keys, tables and sessions of the server; the same as naming no statement',
    },
    'unused-after': {
      type: 'string',
      value: 'DAYS',
      purpose: 'how long the server has to have counted before an index is called unused (7)',
    },
  },
  wordCount: [0, 1],
  takesCommandLine: false,
  run: async (context) => {
    const { output, options } = context;
    if (isAboutServer(context)) return serverAdvice(context);
    const { client, request } = await sqlRequest(context);
    const prove = options.flag('prove');
    const [planId, ...ids] = await finishedJob(client, 'plans/advise', { ...request, prove }, context);
    if (planId === undefined) throw new Failure('internal', 'the host gave advice and kept no plan');
    const plan = await client.request('plans/get', { planId });
    const all = await client.request('findings/list', {});
    const findings = all.filter(({ findingId }) => ids.includes(findingId));
    output.json('queryAdvice', documentOf(plan, findings));
    print(output, plan, findings, prove);
    return findings.length > 0 ? exitCodes.findings : exitCodes.clean;
  },
};
