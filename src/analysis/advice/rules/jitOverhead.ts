import type { AdviceRule } from '../rule.ts';

const name = 'jit-overhead';
const shareMin = 0.3;

/** Compiling the plan takes a good part of the time. */
export const jitOverhead: AdviceRule = {
  name,
  purpose: 'Compiling a plan to machine code takes longer than it saves.',
  candidates: ({ jitMs, executionMs }) =>
    jitMs < executionMs * shareMin
      ? []
      : [
          {
            kind: 'setting',
            rule: name,
            cause: name,
            seen: `spends ${Math.round((jitMs / executionMs) * 100)} % of its time on compiling its plan`,
            what: 'jit off',
            text: `Turn jit off for this statement, or raise jit_above_cost: compiling its plan takes ${Math.round((jitMs / executionMs) * 100)} % of its time.`,
            caveats: ['SET is of the session: statements that run for seconds may gain from jit.'],
            evidence: [{ name: 'compiling (JIT)', value: jitMs, unit: 'ms' }],
            settings: { jit: 'off' },
          },
        ],
};
