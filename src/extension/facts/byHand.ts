import type { Finding } from '../../protocol/findings.ts';

/** True for proven advice that changes no file: the user runs its statements, and may then measure again. */
export function isCarriedOutByHand({ advice, proof, state }: Finding): boolean {
  return advice?.sql !== undefined && advice.changes.length === 0 && proof !== undefined && state === 'proven';
}
