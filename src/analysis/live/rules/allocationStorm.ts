import { isWatchedFor, mean, median, recent } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

const lengthMs = 12_000;
const rateMin = 200_000_000;
/** Below this the collector keeps up with it, and there is nothing to gain. */
const gcShareMin = 0.03;

export const allocationStorm: LiveRule = {
  name: 'allocation-storm',
  purpose: 'The program allocates so much that collecting it costs a part of its time.',
  holdsMs: 3_000,
  clearsMs: 15_000,
  signs: (facts) => {
    const rates = recent(facts, 'allocationRate', lengthMs);
    const rate = median(rates);
    const share = mean(recent(facts, 'gcShare', lengthMs));
    if (!isWatchedFor(facts, lengthMs) || rates.length < 30) return [];
    if (!(rate >= rateMin) || !(share >= gcShareMin)) return [];
    return [
      {
        subject: 'allocations',
        title: 'The program allocates more than it can collect on the side',
        severity: 'info',
        place: null,
        placeReason: 'The rate has no line; an allocation profile names who allocates.',
        evidence: [
          { name: 'allocated', value: rate, unit: 'bytesPerSecond' },
          { name: 'time in collections', value: share, unit: 'ratio' },
        ],
        saving: { name: 'time in collections', value: share, unit: 'ratio' },
        confidence: 'measured',
        disprovedBy: 'An allocation profile of this load in which no few places make up most of it.',
        advice: adviceInWords('Take an allocation profile: `pitstop profile --heap`.', 'change'),
      },
    ];
  },
};
