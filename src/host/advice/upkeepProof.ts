import { medianOf } from '../../analysis/experiment/pairedRatio.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { VerifyContext } from './changedRuns.ts';
import { pairCount, runAsItIs, steadyMs } from './pairedRuns.ts';

/** Runs of another hour are compared only where they lie this far apart. */
const gainMin = 1.5;

const round = (value: number) => Number(value.toPrecision(4));

/**
 * What ANALYZE or VACUUM gave. Neither can be taken back for a moment, so the runs of the proof, made before it, stand
 * against runs made now; that is decided only where the quickest of the one side is far slower than the slowest of the
 * other.
 */
export async function upkeepProof(
  finding: Finding,
  what: 'ANALYZE' | 'VACUUM',
  context: VerifyContext,
): Promise<Proof> {
  const { proof } = finding;
  const { access, statement, signal, machine, clock, onPair } = context;
  const before = proof?.runs.before ?? [];
  if (proof === undefined || before.length === 0)
    throw new Failure('proofFailed', `what it took before ${what} is not kept: there is nothing to compare with`);
  if (proof.machine !== machine)
    throw new Failure('proofFailed', `it was proven on ${proof.machine}, which is not the server that is connected`);
  const after = await access.withClient(
    async ({ client }) => {
      const first = await runAsItIs(client, statement);
      const total = pairCount(first);
      const times: number[] = [];
      while (times.length < total) {
        times.push(await steadyMs(() => runAsItIs(client, statement)));
        onPair(times.length, total);
      }
      return times;
    },
    { signal },
  );
  const [middleBefore, middleAfter] = [medianOf(before), medianOf(after)];
  const low = Math.min(...before) / Math.max(...after);
  const high = Math.max(...before) / Math.min(...after);
  return {
    metric: proof.metric,
    unit: proof.unit,
    before: round(middleBefore),
    after: round(middleAfter),
    ratio: round(middleBefore / middleAfter),
    interval: [round(low), round(high)],
    sameAgain: null,
    isDecided: low >= gainMin,
    runs: { before, after },
    pairs: Math.min(before.length, after.length),
    sameResult: null,
    rows: [],
    method: `${before.length} runs before ${what}, made for the proof, and ${after.length} runs now: not in alternation, since ${what} cannot be taken back; the interval is that of the extremes`,
    machine,
    provenAt: clock(),
  };
}
