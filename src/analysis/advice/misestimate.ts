import { everyNode, numberOf, textOf, type RawNode } from './rawPlan.ts';

/** Rows that the planner counted on for the scans of an alias, and those that came. */
export type Misestimate = {
  readonly planned: number;
  readonly actual: number;
  /** How many times more came than were planned, or the other way round; 1 where they agree or no scan ran. */
  readonly factor: number;
};

/** Reads how far the planner was off for the scans of an alias. */
export function misestimateOf(plan: RawNode, alias: string): Misestimate {
  const nodes = everyNode(plan).filter((node) => textOf(node, 'Alias') === alias && numberOf(node, 'Actual Loops') > 0);
  const sum = (field: string) => nodes.reduce((total, node) => total + numberOf(node, field), 0);
  const planned = Math.max(1, sum('Plan Rows'));
  const actual = Math.max(1, sum('Actual Rows'));
  return { planned, actual, factor: Math.max(planned / actual, actual / planned) };
}
