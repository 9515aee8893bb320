import type { CommandOptions } from './commandOptions.ts';
import { formatCount } from './format.ts';
import type { Output } from './output.ts';

const topByDefault = 20;

/** How many rows `--top` and `--all` ask for. */
export function wantedRows(options: CommandOptions): number {
  if (options.flag('all')) return Number.MAX_SAFE_INTEGER;
  return options.wholeNumber('top', { min: 1 }) ?? topByDefault;
}

/** Says that smaller rows were not kept, where that is so. */
export function noteOmitted(output: Output, omitted: number, what: string): void {
  if (omitted > 0) output.note(`${formatCount(omitted)} smaller ${what} are left out`);
}
