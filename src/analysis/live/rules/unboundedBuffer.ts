import { poolsNow, readingsOf } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

const lengthMs = 10_000;
const readingsMin = 5;
const growingBytesMin = 1_000_000;
const standingBytesMin = 16_000_000;

export const unboundedBuffer: LiveRule = {
  name: 'unbounded-buffer',
  purpose: 'A WebSocket is written to faster than the other side reads, and nothing bounds what waits in memory.',
  holdsMs: 2_000,
  clearsMs: 10_000,
  signs: (facts) =>
    poolsNow(facts).flatMap((pool) => {
      const sizes = readingsOf(facts, pool.poolId, lengthMs).flatMap(({ sockets }) => sockets?.bufferedBytes ?? []);
      const { sockets } = pool;
      const [first = 0] = sizes;
      const last = sizes.at(-1) ?? 0;
      if (sockets === null || sizes.length < readingsMin) return [];
      const falls = sizes.filter((size, index) => index > 0 && size < (sizes[index - 1] ?? 0)).length;
      const isGrowing = last >= growingBytesMin && last >= first * 1.5 && falls <= sizes.length / 4;
      const isStanding = Math.min(...sizes) >= standingBytesMin;
      if (!isGrowing && !isStanding) return [];
      return [
        {
          subject: pool.label,
          title: `What waits to be sent on WebSockets (${pool.label}) ${isGrowing ? 'grows without a bound' : 'stays large'}`,
          severity: isGrowing ? 'error' : 'warning',
          place: pool.place,
          placeReason: 'A WebSocket does not tell who writes to it.',
          evidence: [
            { name: 'waiting to be sent', value: last, unit: 'bytes' },
            { name: 'of the worst socket', value: sockets.bufferedMaxBytes, unit: 'bytes' },
            { name: 'growth', value: Math.max(0, (last - first) / (sizes.length - 1)), unit: 'bytesPerSecond' },
            { name: 'sockets', value: pool.total, unit: 'count' },
          ],
          saving: { name: 'memory saved', value: last, unit: 'bytes' },
          confidence: 'measured',
          disprovedBy: 'What waits falls back to nothing while the program goes on writing.',
          advice: adviceInWords(
            'Look at `bufferedAmount` before sending: above a bound wait, drop what is stale, or close the slow reader.',
            'change',
          ),
        },
      ];
    }),
};
