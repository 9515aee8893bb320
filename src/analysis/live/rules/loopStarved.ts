import { isWatchedFor, mean, median, recent } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

const lengthMs = 8_000;
const samplesMin = 20;
const delayMsMin = 100;
const utilisationMin = 0.9;
/** Where the program gets less CPU than this, it is the machine that has no time. */
const cpuMin = 0.5;

export const loopStarved: LiveRule = {
  name: 'loop-starved',
  purpose: 'The event loop is busy nearly all the time, and everything waits for its turn.',
  holdsMs: 3_000,
  clearsMs: 10_000,
  signs: (facts) => {
    const delays = recent(facts, 'loopDelayP99', lengthMs);
    const utilisation = mean(recent(facts, 'loopUtilisation', lengthMs));
    const cpu = mean(recent(facts, 'cpuShare', lengthMs));
    const gc = mean(recent(facts, 'gcShare', lengthMs));
    const delay = median(delays);
    if (!isWatchedFor(facts, lengthMs) || delays.length < samplesMin) return [];
    if (!(delay >= delayMsMin) || !(utilisation >= utilisationMin) || !(cpu >= cpuMin)) return [];
    return [
      {
        subject: 'event loop',
        title: 'The event loop is busy nearly all the time: whatever comes waits for its turn',
        severity: 'warning',
        place: facts.stalls.find(({ lastAt }) => lastAt > facts.now - 60_000)?.place ?? null,
        placeReason: 'No single call holds the loop up for long: many short ones fill it.',
        evidence: [
          { name: 'loop delay (p99, middle of the last seconds)', value: delay, unit: 'ms' },
          { name: 'loop busy', value: utilisation, unit: 'ratio' },
          { name: 'CPU', value: cpu, unit: 'ratio' },
          { name: 'collections', value: gc, unit: 'ratio' },
        ],
        saving: { name: 'wait saved', value: delay, unit: 'ms', per: 'turn of the loop' },
        confidence: 'measured',
        disprovedBy: 'A stretch of the same load in which the loop is on time.',
        advice: adviceInWords(
          'Take a CPU profile under this load; move what it names to a worker thread, or run more processes.',
          'change',
        ),
      },
    ];
  },
};
