import { connecting, perRequestShare } from '../connections.ts';
import { poolsNow } from '../liveFacts.ts';
import { adviceInWords, type LiveRule } from '../liveRule.ts';

export const missingKeepAlive: LiveRule = {
  name: 'missing-keep-alive',
  purpose: 'An agent closes its connection after each request.',
  holdsMs: 3_000,
  clearsMs: 10_000,
  signs: (facts) =>
    poolsNow(facts).flatMap((pool) => {
      if (pool.kind !== 'http' || pool.keepsAlive !== false) return [];
      const seen = connecting(facts, pool);
      if (seen === null || seen.openedShare < perRequestShare || seen.agentShare >= perRequestShare) return [];
      return [
        {
          subject: pool.label,
          title: `The agent for ${pool.label} closes its connection after each request`,
          severity: 'warning',
          place: pool.place,
          placeReason: 'Node tells no line of the program for these requests.',
          evidence: seen.evidence,
          saving: { name: 'connections saved', value: seen.openedShare, unit: 'count', per: 'request' },
          confidence: 'measured',
          disprovedBy: 'The same requests with `keepAlive: true` that open as many connections as now.',
          advice: adviceInWords('Make the agent with `keepAlive: true`.', 'line', [
            'Its idle time-out has to be below the server’s, or a request meets a connection that was just closed.',
          ]),
        },
      ];
    }),
};
