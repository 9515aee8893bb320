import type { Stall } from '../../../protocol/stalls.ts';
import { adviceInWords, type LiveRule, type LiveSign } from '../liveRule.ts';

const recentMs = 60_000;
/** What happens once, at a start, is no finding; this often, or for so long in all, it is. */
const countMin = 3;
const longMs = 1_000;

const ways: Readonly<Record<Stall['kind'], string>> = {
  json: 'Read or write it in pieces, make it smaller, or do it in a worker thread.',
  fs: 'Use the form that does not wait: `fs.promises`, or a stream.',
  crypto: 'Use the form without `Sync`: it runs on the thread pool.',
  zlib: 'Use the form without `Sync`, or a stream: it runs on the thread pool.',
  process: 'Use `spawn` or `execFile` without `Sync`.',
  code: 'Do it in pieces that let the loop turn in between, or in a worker thread.',
};

function signOf(stall: Stall): LiveSign {
  const { place, kind, call, count, totalMs, longestMs, largestBytes, isInside } = stall;
  const what = call === '' ? (place?.symbol ?? 'the program’s own code') : call;
  const where = call === '' || place?.symbol === undefined ? '' : ` in ${place.symbol}`;
  return {
    subject: `${kind} ${call} ${place === null ? '' : `${place.file}:${place.symbol ?? place.line}`}`,
    title: `${what}${where} holds the event loop up`,
    severity: longestMs >= longMs ? 'error' : 'warning',
    place,
    placeReason: 'It was seen in no line of the program’s source.',
    evidence: [
      { name: 'longest', value: longestMs, unit: 'ms' },
      { name: 'times', value: count, unit: 'count' },
      { name: 'in all', value: totalMs, unit: 'ms' },
      ...(largestBytes === null ? [] : [{ name: 'largest', value: largestBytes, unit: 'bytes' } as const]),
    ],
    saving: { name: 'wait saved', value: totalMs / count, unit: 'ms', per: 'time' },
    confidence: isInside ? 'measured' : 'possible',
    disprovedBy: isInside
      ? 'The same load in which the loop is on time while this runs.'
      : 'A CPU profile of it that names another line: this is what ran right after a call that lets nobody look in.',
    advice: adviceInWords(ways[kind], 'change'),
  };
}

export const loopBlocked: LiveRule = {
  name: 'loop-blocked',
  purpose: 'One place of the program holds the event loop up again and again, or for long.',
  holdsMs: 1_000,
  clearsMs: 15_000,
  signs: ({ stalls, now }) =>
    stalls
      .filter(({ lastAt, count, longestMs, place }) => {
        const isOften = count >= countMin || longestMs >= longMs;
        return place !== null && now - lastAt <= recentMs && isOften;
      })
      .map(signOf),
};
