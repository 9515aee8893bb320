import { defaultPoolSize, type Experiment, type PoolStep, type PoolTuning } from '../../protocol/experiments.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Place } from '../../protocol/places.ts';
import { formatCount, formatDuration } from '../format.ts';
import type { JsonBody, Output } from '../output.ts';

const barWidth = 28;

const comparedSizeOf = ({ currentSize, comparedSize }: PoolTuning) => comparedSize ?? currentSize ?? defaultPoolSize;

function comparedWhat(tuning: PoolTuning): string {
  if (tuning.currentSize !== null) return 'the current size';
  return comparedSizeOf(tuning) === defaultPoolSize ? 'the default of pg' : 'the largest size tried';
}

const placeText = (place: Place | null) => (place === null ? null : `${place.file}:${place.line}`);

/** Connections that were open at the compared size and at the recommended one. */
function connectionsOf({ proof }: Experiment) {
  const row = proof?.rows.find(({ name }) => name === 'connections open');
  if (row === undefined || row.before === null || row.after === null) return null;
  return { connections: row.after - row.before, connectionsBefore: row.before, connectionsAfter: row.after };
}

/** A tuning as `--json` prints it. `ratio` is throughput at the recommended size ÷ at the size in `comparedWith`. */
export function poolTuningJson(experiment: Experiment, tuning: PoolTuning, findings: readonly Finding[]): JsonBody {
  const { proof } = experiment;
  return {
    pool: tuning.pool,
    place: tuning.place,
    currentSize: tuning.currentSize,
    steps: tuning.steps,
    knee: tuning.knee,
    kneeRange: tuning.kneeRange,
    recommended: tuning.recommended,
    comparedWith: {
      size: comparedSizeOf(tuning),
      what: comparedWhat(tuning),
    },
    ratio: proof?.ratio ?? null,
    interval: proof?.interval ?? null,
    sameAgain: proof?.sameAgain ?? null,
    isDecided: proof?.isDecided ?? false,
    cost: connectionsOf(experiment),
    limitedBy: tuning.limitedBy,
    answer: experiment.answer,
    verdict: experiment.verdict,
    method: proof?.method ?? null,
    machine: proof?.machine ?? null,
    findings,
    experimentId: experiment.experimentId,
  };
}

const rate = (value: number) => (value >= 100 ? formatCount(value) : value.toFixed(1));
const duration = (value: number | null) => (value === null ? '–' : formatDuration(value));

function showSteps({ steps, knee, currentSize }: PoolTuning, output: Output): void {
  const best = Math.max(...steps.filter(({ isValid }) => isValid).map(({ throughput }) => throughput), 0);
  const bar = ({ throughput, isValid }: PoolStep) =>
    isValid && best > 0 ? '█'.repeat(Math.round((throughput / best) * barWidth)) : '';
  const remark = ({ size, isValid, note }: PoolStep) =>
    [isValid ? null : 'not valid', size === knee ? '◀ knee' : null, size === currentSize ? 'current' : null, note]
      .filter((part) => part !== null)
      .join(', ');
  output.table<PoolStep>(
    [
      { title: 'size', text: ({ size }) => formatCount(size), align: 'right' },
      { title: 'per second', text: ({ throughput }) => rate(throughput), align: 'right' },
      { title: '', text: (step) => bar(step).padEnd(barWidth), align: 'left' },
      { title: 'wait', text: ({ waitMsP50 }) => duration(waitMsP50), align: 'right' },
      { title: 'p95', text: ({ waitMsP95 }) => duration(waitMsP95), align: 'right' },
      { title: 'in hand', text: ({ holdMsP50 }) => duration(holdMsP50), align: 'right' },
      { title: 'p95', text: ({ holdMsP95 }) => duration(holdMsP95), align: 'right' },
      { title: 'busy', text: ({ busyMax }) => formatCount(busyMax), align: 'right' },
      { title: '', text: remark, align: 'left' },
    ],
    steps,
  );
}

/** Prints a tuning: the sizes with their bars, the answer, what limits, and what to do. */
export function showPoolTuning(
  experiment: Experiment,
  tuning: PoolTuning,
  findings: readonly Finding[],
  output: Output,
): void {
  const { proof, answer } = experiment;
  const at = placeText(tuning.place);
  output.line(output.styled('bold', `${experiment.title}${at === null ? '' : ` · ${at}`}`));
  showSteps(tuning, output);
  output.line();
  output.line(output.styled('bold', `${answer}.`));
  output.line(tuning.limitedBy);
  if (proof === null) {
    output.line('Too few runs were valid to compare the recommended size.');
  } else {
    const [low, high] = proof.interval.map((bound) => bound.toFixed(2));
    const what =
      tuning.currentSize === null
        ? `${comparedSizeOf(tuning)}${comparedSizeOf(tuning) === defaultPoolSize ? ' (what pg takes by default)' : ''}`
        : 'the current size of ' + String(tuning.currentSize);
    const again = proof.sameAgain === null ? '' : `; the same size against itself ${proof.sameAgain.ratio.toFixed(2)}`;
    output.line(
      `${tuning.recommended} against ${what}: ${proof.ratio.toFixed(2)} times the throughput (${low}–${high}, ${proof.pairs} rounds${again}).`,
    );
  }
  for (const finding of findings) {
    output.line();
    output.line(output.styled('yellow', finding.title));
    const where = placeText(finding.place) ?? finding.placeReason;
    if (where !== undefined) output.line(`  ${where}`);
    if (finding.advice !== undefined) output.line(`  ${finding.advice.text}`);
    for (const risk of finding.advice?.risks ?? []) output.line(output.styled('dim', `  ${risk}`));
  }
}
