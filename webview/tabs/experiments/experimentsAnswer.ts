import type { Experiment, PoolTuning } from '../../../src/protocol/experiments.ts';
import { gainText } from '../../../src/format/figures.ts';
import type { Proof } from '../../../src/protocol/proofs.ts';
import { isNoise, proofWords } from '../../proof/proofWords.ts';
import { asSentence, piecesOf, type Answer, type Piece } from '../../widgets/sentence.ts';

function placed({ place }: Experiment): readonly Piece[] {
  return place === null ? [] : [', at ', { place }];
}

function poolAnswer(experiment: Experiment, pool: PoolTuning): readonly Piece[] {
  const { knee, kneeRange, currentSize, recommended } = pool;
  const name: Piece = { code: pool.pool };
  if (knee === null || recommended === null) {
    return ['No size of ', name, ' that was tried is the knee', ...placed(experiment), ': ', experiment.answer, '.'];
  }
  const range = kneeRange === null || kneeRange[0] === kneeRange[1] ? '' : ` (${kneeRange[0]}–${kneeRange[1]})`;
  const knees: Piece = `the knee is at ${knee}${range}`;
  if (currentSize === null) {
    return [
      { strong: String(recommended) },
      ' connections are enough for ',
      name,
      ...placed(experiment),
      `: ${knees}.`,
    ];
  }
  if (recommended > currentSize) {
    return [
      name,
      ...placed(experiment),
      ` has ${currentSize} connections and wants `,
      { strong: String(recommended) },
      `: ${knees}.`,
    ];
  }
  if (recommended === currentSize)
    return [name, ...placed(experiment), ` has the right size, ${currentSize}: ${knees}.`];
  return [
    { strong: String(recommended) },
    ' connections are enough for ',
    name,
    ...placed(experiment),
    `: ${knees}, and ${currentSize} do no more.`,
  ];
}

/** What the proof says, and what changing nothing gave. */
function proofLine(proof: Proof): string {
  const { metric, sameAgain } = proof;
  const words = asSentence(`${metric.charAt(0).toUpperCase()}${metric.slice(1)}: ${proofWords(proof)}`);
  return sameAgain === null || isNoise(proof) ? words : `${words} The same against itself: ${gainText(sameAgain)}.`;
}

/** The first sentence about an experiment: what it says, and how sure that is. */
export function experimentsAnswer(experiment: Experiment): Answer {
  const { pool, proof, title, answer, verdict } = experiment;
  if (pool !== null) {
    const isSame = pool.recommended !== null && pool.recommended === pool.currentSize;
    return {
      severity: pool.knee === null || isSame ? 'info' : 'check',
      sentence: poolAnswer(experiment, pool),
      why: [asSentence(`What limits: ${pool.limitedBy}`)],
    };
  }
  const severity = { better: 'check', worse: 'warning', 'no difference': 'info', 'not decided': 'info' } as const;
  return {
    severity: severity[verdict],
    sentence: [...piecesOf(title), ...placed(experiment), ': ', { strong: answer }, '.'],
    why: proof === null ? [] : [proofLine(proof)],
  };
}
