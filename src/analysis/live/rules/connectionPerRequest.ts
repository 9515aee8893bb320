import { connecting, perRequestShare } from '../connections.ts';
import { poolsNow } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

export const connectionPerRequest: LiveRule = {
  name: 'connection-per-request',
  purpose:
    'Each request to an origin opens a connection of its own, because each has an agent of its own or the other side closes it.',
  holdsMs: 3_000,
  clearsMs: 10_000,
  signs: (facts) =>
    poolsNow(facts).flatMap((pool) => {
      if (pool.kind !== 'http' && pool.kind !== 'fetch') return [];
      const seen = connecting(facts, pool);
      if (seen === null || seen.openedShare < perRequestShare) return [];
      const hasAgentEach = seen.agentShare >= perRequestShare;
      // One agent that closes each connection is told as missing keep-alive.
      if (pool.keepsAlive === false && !hasAgentEach) return [];
      const why = hasAgentEach ? ', through an agent of its own' : '';
      return [
        {
          subject: pool.label,
          title: `Each request to ${pool.label} opens a connection of its own${why}`,
          severity: 'warning',
          place: pool.place,
          placeReason: 'Node tells no line of the program for these requests.',
          evidence: seen.evidence,
          saving: { name: 'connections saved', value: seen.openedShare, unit: 'count', per: 'request' },
          confidence: 'measured',
          disprovedBy:
            'The same requests through one agent that keeps connections alive, with as many connections as now.',
          advice: adviceInWords(
            hasAgentEach
              ? 'Make one agent for the origin, with keep-alive, and hand it to every request.'
              : 'Use one agent or dispatcher for the origin; where there is one, look whether the server answers `Connection: close`.',
            'line',
            ['Its idle time-out has to be below the server’s, or a request meets a connection that was just closed.'],
          ),
        },
      ];
    }),
};
