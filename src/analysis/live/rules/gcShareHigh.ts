import type { Evidence } from '../../../protocol/findings.ts';
import { isWatchedFor, mean, recent } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

const lengthMs = 15_000;
const shareMin = 0.1;

const known = (evidence: Evidence): readonly Evidence[] => (Number.isNaN(evidence.value) ? [] : [evidence]);

export const gcShareHigh: LiveRule = {
  name: 'gc-share-high',
  purpose: 'The program stands still for collections for a large part of its time.',
  holdsMs: 3_000,
  clearsMs: 15_000,
  signs: (facts) => {
    const shares = recent(facts, 'gcShare', lengthMs);
    const share = mean(shares);
    if (!isWatchedFor(facts, lengthMs) || shares.length < 30 || !(share >= shareMin)) return [];
    const rate = mean(recent(facts, 'allocationRate', lengthMs));
    const used = mean(recent(facts, 'heapUsed', lengthMs));
    const limit = mean(recent(facts, 'heapLimit', lengthMs));
    return [
      {
        subject: 'collections',
        title: 'The program stands still for collections for a large part of its time',
        severity: share >= 0.25 ? 'error' : 'warning',
        place: null,
        placeReason: 'Collections have no line; an allocation profile names who allocates.',
        evidence: [
          { name: 'time in collections', value: share, unit: 'ratio' },
          { name: 'longest share in a tenth of a second', value: Math.max(...shares), unit: 'ratio' },
          ...known({ name: 'allocated', value: rate, unit: 'bytesPerSecond' }),
          ...known({ name: 'heap used', value: used, unit: 'bytes' }),
          ...known({ name: 'heap limit', value: limit, unit: 'bytes' }),
        ],
        saving: { name: 'time in collections', value: share, unit: 'ratio' },
        confidence: 'measured',
        disprovedBy: 'The same load with a larger heap or fewer allocations that gets no more done.',
        advice: adviceInWords(
          'Run *Tune GC* where it is there, else take an allocation profile: `pitstop profile --heap`.',
          'line',
          ['A larger young generation takes memory in each process and thread.'],
        ),
      },
    ];
  },
};
