import { isWatchedFor, lowestByPart, recent } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

const lengthMs = 60_000;
const watchedMsMin = 15_000;
const parts = 6;
/** What is left after collections, as a share of the limit. */
const closeShare = 0.85;
const growingShare = 0.5;
const timeLeftMsMax = 30 * 60_000;

export const heapNearLimit: LiveRule = {
  name: 'heap-near-limit',
  purpose: 'What the heap holds after collections comes close to its limit, where the program ends.',
  holdsMs: 3_000,
  clearsMs: 20_000,
  signs: (facts) => {
    const used = recent(facts, 'heapUsed', lengthMs);
    const limit = recent(facts, 'heapLimit', lengthMs).at(-1);
    if (!isWatchedFor(facts, watchedMsMin) || limit === undefined || used.length < 50) return [];
    // The lowest of each stretch is what a collection left.
    const floors = lowestByPart(used, parts);
    const floor = floors.at(-1) ?? 0;
    const stretchMs = Math.min(lengthMs, facts.now - facts.watchedSince) / floors.length;
    const isRising = floors.every((value, index) => index === 0 || value > (floors[index - 1] ?? 0));
    const perMs = isRising ? (floor - (floors[0] ?? 0)) / (stretchMs * Math.max(1, floors.length - 1)) : 0;
    const leftMs = perMs > 0 ? (limit - floor) / perMs : Infinity;
    const isClose = floor >= limit * closeShare;
    if (!isClose && !(floor >= limit * growingShare && leftMs <= timeLeftMsMax)) return [];
    return [
      {
        subject: 'heap',
        title: 'The heap comes close to its limit',
        severity: 'error',
        place: null,
        placeReason: 'The heap as a whole has no line; a leak hunt names what grows.',
        evidence: [
          { name: 'heap after collections', value: floor, unit: 'bytes' },
          { name: 'heap limit', value: limit, unit: 'bytes' },
          ...(Number.isFinite(leftMs)
            ? ([
                { name: 'growth', value: perMs * 1_000, unit: 'bytesPerSecond' },
                { name: 'time left', value: leftMs, unit: 'ms' },
              ] as const)
            : []),
        ],
        saving: null,
        confidence: isClose ? 'measured' : 'likely',
        disprovedBy: 'A collection that leaves clearly less, under the same load.',
        advice: adviceInWords('Run *Hunt Leaks*; where nothing leaks, raise `--max-old-space-size`.', 'line', [
          'A snapshot of a heap this large stops the program for long and takes much memory of its own.',
        ]),
      },
    ];
  },
};
