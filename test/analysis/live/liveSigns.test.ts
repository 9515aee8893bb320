import { describe, expect, test } from 'vitest';
import type { LiveRule, LiveSign } from '../../../src/analysis/live/liveRule.ts';
import { nextSigns, type Standings } from '../../../src/analysis/live/liveSigns.ts';
import { drawnFacts } from './drawnFacts.ts';

const sign: LiveSign = {
  subject: 'pool',
  title: 'It waits',
  severity: 'warning',
  place: null,
  placeReason: 'none',
  evidence: [],
  saving: null,
  confidence: 'measured',
  disprovedBy: 'It does not wait.',
  advice: null,
};

/** What becomes of a sign that is seen (`x`) or not (`.`) second by second: `+` raised, `-` cleared, `=` standing. */
function told(seen: string): string {
  const rule = (isSeen: boolean): LiveRule => ({
    name: 'waits',
    purpose: 'Waits.',
    holdsMs: 3_000,
    clearsMs: 4_000,
    signs: () => (isSeen ? [sign] : []),
  });
  let standings: Standings = new Map();
  return seen
    .split('')
    .map((mark, second) => {
      const next = nextSigns(standings, [rule(mark === 'x')], drawnFacts({ now: second * 1_000 }));
      standings = next.standings;
      if (next.raised.length > 0) return '+';
      if (next.cleared.length > 0) return '-';
      return next.standing.length > 0 ? '=' : '.';
    })
    .join('');
}

describe('signs of a running program', () => {
  test.each([
    ['are raised when they stay', 'xxxxxx', '...+=='],
    ['are nothing when they come and go', 'x..x..x..x', '..........'],
    ['start anew after a gap', 'xx..xxxx', '.......+'],
    ['stand through a short gap', 'xxxx..xx', '...+===='],
    ['are cleared after a long one', 'xxxx.....', '...+===-.'],
    ['come back as new', 'xxxx.....xxxx', '...+===-....+'],
  ])('%s', (_, seen, expected) => expect(told(seen)).toBe(expected));
});
