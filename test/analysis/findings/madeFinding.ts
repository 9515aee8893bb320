import type { Advice } from '../../../src/protocol/advice.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Proof } from '../../../src/protocol/proofs.ts';

/** A finding for tests, with what matters to the test. */
export function madeFinding(about: Partial<Finding> = {}): Finding {
  return {
    findingId: 'f',
    rule: 'missing-index',
    title: 'Missing index on agent_events (thread, created_at)',
    severity: 'warning',
    place: { file: '/home/kim/agents/src/store.ts', line: 41, column: 3, symbol: 'recent' },
    evidence: [{ name: 'time of the query', value: 84.1, unit: 'ms' }],
    saving: { name: 'time saved', value: 83.2, unit: 'ms', per: 'query' },
    confidence: 'measured',
    disprovedBy: 'A run with the index that is no quicker.',
    state: 'new',
    foundAt: 1_000,
    ...about,
  };
}

/** A proof of a gain, or of what the test says. */
export function madeProof(about: Partial<Proof> = {}): Proof {
  return {
    metric: 'execution time',
    unit: 'ms',
    before: 84.1,
    after: 0.87,
    ratio: 97,
    interval: [88, 104],
    sameAgain: { ratio: 1.01, interval: [0.97, 1.04] },
    isDecided: true,
    runs: { before: [84.1, 85, 83.9], after: [0.87, 0.9, 0.86] },
    pairs: 3,
    sameResult: true,
    rows: [{ name: 'buffers', unit: 'count', before: 3_851, after: 12, gain: 321 }],
    method: '3 alternating runs with TIMING OFF, index in a rolled-back transaction',
    machine: 'PostgreSQL 18.4 on 127.0.0.1:5432/agents, 2 cores',
    provenAt: 2_000,
    ...about,
  };
}

/** Advice of a migration file. */
export function madeAdvice(about: Partial<Advice> = {}): Advice {
  return {
    text: 'Create the index on agent_events (thread, created_at desc).',
    sql: 'create index concurrently on agent_events (thread, created_at desc);\n-- down\ndrop index agent_events_thread;',
    changes: [],
    effort: 'click',
    costs: [{ name: 'size of the index', value: 14_000_000, unit: 'bytes' }],
    risks: ['Writes take a little longer.'],
    ...about,
  };
}
