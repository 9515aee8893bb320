import type { Client } from 'pg';
import { planNodes } from '../../analysis/plan/planNodes.ts';
import { planShape } from '../../analysis/plan/planShape.ts';
import type { PlanTree } from '../../analysis/plan/planTree.ts';
import type { PlanVariant } from '../../protocol/plans.ts';
import { otherValues, type BoundParameter, type ValueSources } from './parameterValues.ts';
import { runExplain, StatementError } from './runExplain.ts';

/** The statement whose plan is there, and what led to it. */
export type VariedStatement = {
  readonly client: Client;
  readonly versionNumber: number;
  readonly statement: string;
  readonly parameters: readonly BoundParameter[];
  /** How many values the statement takes; some may not be used. */
  readonly parameterCount: number;
  /** Null where the values were given: then only the plan for all values is another. */
  readonly sources: ValueSources | null;
};

/** The values by their number, null for a number that the statement does not use. */
export function valuesInOrder(parameters: readonly BoundParameter[], count: number): readonly unknown[] {
  return Array.from(
    { length: count },
    (_, index) => parameters.find(({ use }) => use.number === index + 1)?.value ?? null,
  );
}

function notesOf(parameters: readonly BoundParameter[]): string {
  return parameters
    .filter(({ use }) => use.from === 'statistics')
    .map(({ use: { number, note } }) => `$${number}: ${note}`)
    .join('; ');
}

function variantOf(kind: PlanVariant['kind'], note: string, tree: PlanTree, chosen: PlanTree): PlanVariant {
  const shape = planShape(tree);
  const isSame = shape.key === planShape(chosen).key;
  const [root] = tree.nodes;
  return {
    kind,
    note,
    isSame,
    shape: shape.words,
    planRows: root?.planRows ?? 0,
    totalCost: root?.totalCost ?? 0,
    nodes: isSame ? null : planNodes(tree),
  };
}

/**
 * The plans for other values of the same parameters, and the one for all values. Nothing is run. Belongs at the end of
 * a transaction: a plan that the server refuses ends it, and the setting for the plan of all values stays.
 */
export async function planVariants(chosen: PlanTree, varied: VariedStatement): Promise<readonly PlanVariant[]> {
  const { client, versionNumber, statement, parameters, parameterCount, sources } = varied;
  if (parameters.length === 0) return [];
  const planned = async (values: readonly unknown[] | null) =>
    (await runExplain({ client, versionNumber, statement, values, parameterCount, analyze: 'off' })).tree;
  const variants: PlanVariant[] = [];
  try {
    for (const kind of ['rare', 'absent'] as const) {
      const others = sources === null ? null : otherValues(kind, parameters, sources);
      if (others === null) continue;
      const tree = await planned(valuesInOrder(others, parameterCount));
      variants.push(variantOf(kind, notesOf(others), tree, chosen));
    }
    variants.push(variantOf('generic', 'any values', await planned(null), chosen));
  } catch (error) {
    // A value that a function of the statement does not take says nothing against the plan that is there.
    if (!(error instanceof StatementError)) throw error;
  }
  return variants;
}
