import { Failure } from '../../protocol/failures.ts';
import type { PlanNode, QueryPlan } from '../../protocol/plans.ts';
import { exitCodes, type Command } from '../command.ts';
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

/** `pitstop explain`: the plan of one statement, read from a text, a file or a line of a program. */
export const explainCommand: Command = {
  name: ['explain'],
  purpose: 'Show how PostgreSQL carries out a statement, and with --analyze where its time goes.',
  usage: `${sqlSourceUsage} [--analyze]`,
  example: 'pitstop explain --file src/threads.ts --line 42 --analyze',
  options: {
    ...sqlSourceOptions,
    analyze: { type: 'boolean', purpose: 'run the statement, in a transaction that reads and is rolled back' },
  },
  wordCount: [0, 1],
  takesCommandLine: false,
  run: async (context) => {
    const { output, options } = context;
    const { client, request } = await sqlRequest(context);
    const asked = { ...request, isAnalyzed: options.flag('analyze') };
    const [planId] = await finishedJob(client, 'plans/explain', asked, context);
    if (planId === undefined) throw new Failure('internal', 'the host explained the statement and kept no plan');
    const plan = await client.request('plans/get', { planId });
    output.json('queryPlan', planDocument(plan));
    printPlan(output, plan);
    return exitCodes.clean;
  },
};
