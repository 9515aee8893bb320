import { recent } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

export const containerBelowHeap: LiveRule = {
  name: 'container-below-heap',
  purpose: 'The heap may grow beyond what the container allows: then the system ends the program without a word.',
  holdsMs: 2_000,
  clearsMs: 5_000,
  signs: (facts) => {
    const heapLimit = recent(facts, 'heapLimit', 10_000).at(-1);
    const { memoryLimit } = facts;
    if (heapLimit === undefined || memoryLimit === null || memoryLimit >= heapLimit) return [];
    const rss = recent(facts, 'rss', 10_000).at(-1);
    return [
      {
        subject: 'memory limit',
        title: 'The heap’s limit is above what the container allows',
        severity: 'warning',
        place: null,
        placeReason: 'It is set where the program is started.',
        evidence: [
          { name: 'limit of the container', value: memoryLimit, unit: 'bytes' },
          { name: 'heap limit', value: heapLimit, unit: 'bytes' },
          ...(rss === undefined ? [] : [{ name: 'RSS', value: rss, unit: 'bytes' } as const]),
        ],
        saving: null,
        confidence: 'measured',
        disprovedBy: 'A limit of the container above the heap’s, with room for what lies outside the heap.',
        advice: adviceInWords(
          'Start the program with a `--max-old-space-size` below the limit, with room for buffers, code and the young generation.',
          'line',
        ),
      },
    ];
  },
};
