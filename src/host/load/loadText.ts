import type { LoadText } from '../../protocol/loadRun.ts';

/** The text of an iteration: its turn among the alternatives, with `${n}` filled in. */
export function textOfIteration(text: LoadText, iteration: number): string {
  const chosen = typeof text === 'string' ? text : (text[iteration % text.length] ?? '');
  return chosen.replaceAll('${n}', String(iteration));
}
