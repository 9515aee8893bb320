import type { Experiment, PoolTuning } from '../../../src/protocol/experiments.ts';
import { gainText } from '../../../src/format/figures.ts';
import type { Proof } from '../../../src/protocol/proofs.ts';
import { isNoise, proofWords } from '../../proof/proofWords.ts';
import { asSentence, piecesOf, type Answer, type Piece } from '../../widgets/sentence.ts';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function placed({ place }: Experiment): readonly Piece[] {
  return place === null ? [] : [', at ', { place }];
}

/** The name of a pool, with what is a name of the user's set off: the pool of `server.js`. */
function poolName({ pool }: PoolTuning): readonly Piece[] {
  const [, words, name] = /^(the pool of|a pool of our own on) (.+)$/.exec(pool) ?? [];
  return words === undefined || name === undefined ? [{ code: pool }] : [`${words} `, { code: name }];
}

/** The name at the start of a sentence. */
function poolNameFirst(pool: PoolTuning): readonly Piece[] {
  const [first, ...rest] = poolName(pool);
  return typeof first === 'string' ? [capital(first), ...rest] : poolName(pool);
}

/** True where a larger size may do more, and the comparison did not decide it. */
const isOpen = ({ currentSize, recommended }: PoolTuning, proof: Proof | null) =>
  currentSize !== null && recommended !== null && recommended > currentSize && proof?.isDecided !== true;

function poolAnswer(experiment: Experiment, pool: PoolTuning): readonly Piece[] {
  const { knee, kneeRange, currentSize, recommended } = pool;
  const name = poolName(pool);
  const placedFirst = [...poolNameFirst(pool), ...placed(experiment)];
  if (knee === null || recommended === null) {
    return ['No size of ', ...name, ' that was tried is the knee', ...placed(experiment), ': ', experiment.answer, '.'];
  }
  const range = kneeRange === null || kneeRange[0] === kneeRange[1] ? '' : ` (${kneeRange[0]}–${kneeRange[1]})`;
  const knees: Piece = `the knee is at ${knee}${range}`;
  if (isOpen(pool, experiment.proof)) {
    const words = ` has ${currentSize} connections, and whether ${recommended} do more could not be decided.`;
    return [...placedFirst, words];
  }
  const enough = ' connections are enough for ';
  if (currentSize === null)
    return [{ strong: String(recommended) }, enough, ...name, ...placed(experiment), `: ${knees}.`];
  if (recommended > currentSize)
    return [
      ...placedFirst,
      ` has ${currentSize} connections and wants `,
      { strong: String(recommended) },
      `: ${knees}.`,
    ];
  if (recommended === currentSize) return [...placedFirst, ` has the right size, ${currentSize}: ${knees}.`];
  const more = `: ${knees}, and ${currentSize} do no more.`;
  return [{ strong: String(recommended) }, enough, ...name, ...placed(experiment), more];
}

/** What the proof says, and what changing nothing gave. */
function proofLine(proof: Proof): string {
  const { metric, sameAgain } = proof;
  const words = asSentence(`${capital(metric)}: ${proofWords(proof)}`);
  return sameAgain === null || isNoise(proof) ? words : `${words} The same against itself: ${gainText(sameAgain)}.`;
}

/** The first sentence about an experiment: what it says, and how sure that is. */
export function experimentsAnswer(experiment: Experiment): Answer {
  const { pool, proof, title, answer, verdict } = experiment;
  if (pool !== null) {
    const isSame = pool.recommended !== null && pool.recommended === pool.currentSize;
    const open = isOpen(pool, proof);
    return {
      severity: pool.knee === null || isSame || open ? 'info' : 'check',
      sentence: poolAnswer(experiment, pool),
      why: [...(open && proof !== null ? [`${proofLine(proof)} `] : []), asSentence(`What limits: ${pool.limitedBy}`)],
    };
  }
  const severity = { better: 'check', worse: 'warning', 'no difference': 'info', 'not decided': 'info' } as const;
  return {
    severity: severity[verdict],
    sentence: [...piecesOf(title), ...placed(experiment), ': ', { strong: answer }, '.'],
    why: proof === null ? [] : [proofLine(proof)],
  };
}
