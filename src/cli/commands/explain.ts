import { existsSync, readFileSync } from 'node:fs';
import { text as textOfStream } from 'node:stream/consumers';
import type { HostClient } from '../../channel/hostClient.ts';
import { Failure } from '../../protocol/failures.ts';
import type { PlanId, PlanNode, QueryPlan } from '../../protocol/plans.ts';
import { exitCodes, type Command, type CommandContext } from '../command.ts';
import { UsageError } from '../commandOptions.ts';
import { printComparison } from '../comparisonText.ts';
import { finishedJob } from '../finishedJob.ts';
import { printPlan } from '../planText.ts';
import { sqlRequest, sqlSourceOptions, sqlSourceUsage } from '../sqlSource.ts';

/** A node with its children inside it, as JSON readers walk it. */
type NestedNode = Omit<PlanNode, 'depth'> & { readonly children: readonly NestedNode[] };

/** The tree of nodes that came in the order of the tree. */
function nested(nodes: readonly PlanNode[]): NestedNode | null {
  const open: { readonly depth: number; readonly children: NestedNode[] }[] = [{ depth: -1, children: [] }];
  for (const { depth, ...node } of nodes) {
    while ((open.at(-1)?.depth ?? -1) >= depth) open.pop();
    const children: NestedNode[] = [];
    open.at(-1)?.children.push({ ...node, children });
    open.push({ depth, children });
  }
  return open[0]?.children[0] ?? null;
}

/** The fields of a plan's document: its nodes as a tree, with the times of the whole at its root. */
export function planDocument(plan: QueryPlan) {
  const { nodes, json, changedNodes: _changed, trials: _trials, findings: _findings, ...facts } = plan;
  const { planningMs, executionMs } = plan;
  return {
    ...facts,
    plan: { planningMs, executionMs, ...nested(nodes) },
    serverPlan: json === '' ? null : (JSON.parse(json) as unknown),
  };
}

async function textOf(name: string, option: string): Promise<string> {
  if (name === '-') return textOfStream(process.stdin);
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--${option} ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readPlan(client: HostClient, name: string, option: string): Promise<PlanId> {
  const { planId } = await client.request('plans/read', { text: await textOf(name, option) });
  return planId;
}

/** The plan that is asked for: one that is there as a text, or the one the server makes of a statement. */
async function askedPlan(context: CommandContext): Promise<{ readonly client: HostClient; readonly planId: PlanId }> {
  const { options, words, host } = context;
  const file = options.text('plan');
  if (file !== undefined) {
    if (words.length > 0 || options.text('sql') !== undefined || options.text('file') !== undefined)
      throw new UsageError('--plan shows a plan that is there: no statement can be given with it');
    const client = await host();
    return { client, planId: await readPlan(client, file, 'plan') };
  }
  const { client, request } = await sqlRequest(context);
  const asked = { ...request, isAnalyzed: options.flag('analyze') };
  const [planId] = await finishedJob(client, 'plans/explain', asked, context);
  if (planId === undefined) throw new Failure('internal', 'the host explained the statement and kept no plan');
  return { client, planId };
}

/** The plan that another is compared with: a file, or one that the host kept. */
async function comparedWith(client: HostClient, name: string): Promise<PlanId> {
  if (name !== '-' && !existsSync(name)) {
    const kept = await client.request('plans/list', {});
    if (kept.some(({ planId }) => planId === name)) return name;
  }
  return readPlan(client, name, 'compare');
}

/** `pitstop explain`: the plan of one statement, read from a text, a file or a line of a program. */
export const explainCommand: Command = {
  name: ['explain'],
  purpose:
    'Show how PostgreSQL carries out a statement, and with --analyze where its time goes; or a plan that is there.',
  usage: `(${sqlSourceUsage} [--analyze] | --plan FILE) [--compare PLAN]`,
  example: 'pitstop explain --file src/threads.ts --line 42 --analyze',
  options: {
    ...sqlSourceOptions,
    analyze: { type: 'boolean', purpose: 'run the statement, in a transaction that reads and is rolled back' },
    plan: { type: 'string', value: 'FILE', purpose: 'output of EXPLAIN as text, JSON or YAML; - for standard input' },
    compare: {
      type: 'string',
      value: 'PLAN',
      purpose: 'the plan of before, node by node: a file with output of EXPLAIN or of --json, or the id of a kept plan',
    },
  },
  wordCount: [0, 1],
  takesCommandLine: false,
  run: async (context) => {
    const { output, options } = context;
    const { client, planId } = await askedPlan(context);
    const plan = await client.request('plans/get', { planId });
    const other = options.text('compare');
    if (other === undefined) {
      output.json('queryPlan', planDocument(plan));
      printPlan(output, plan);
      return exitCodes.clean;
    }
    const before = await comparedWith(client, other);
    const comparison = await client.request('plans/compare', { before, after: planId });
    output.json('queryPlan', { ...planDocument(plan), comparison });
    printPlan(output, plan);
    printComparison(output, comparison);
    return exitCodes.clean;
  },
};
