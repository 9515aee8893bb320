/**
 * The bugs this system can be run with, each the kind that real ones have. All are off by default. Each is asked for at
 * the one place in the code where it lives.
 */
const faultNames = [
  /** gateway.ts: a session stays in the map after its connection has closed. */
  'session-map',
  /** agent.ts: every turn leaves a listener on the shutdown signal. */
  'abort-listeners',
  /** schema.ts: messages have no index by conversation and time. */
  'missing-index',
  /** history.ts: two connections for everything. */
  'pool-size',
  /** tools.ts: a tool process is started for each turn that needs one. */
  'tool-per-turn',
  /** history.ts: a turn that the model refused does not give its connection back. */
  'client-not-released',
  /** recall.ts: questions about policy copy the whole knowledge base by way of JSON. */
  'large-json',
] as const;
export type FaultName = (typeof faultNames)[number];

/** The faults that a comma list names; `all` is every one. Throws where it names one there is not. */
export function faultsNamed(list: string): ReadonlySet<FaultName> {
  const named = list.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  if (named.includes('all')) return new Set(faultNames);
  const chosen = named.map((name) => {
    const found = faultNames.find((fault) => fault === name);
    if (found === undefined) throw new Error(`no fault is called ${name}; there are ${faultNames.join(', ')}, and all`);
    return found;
  });
  return new Set(chosen);
}

/** The faults of this process, by the variable PITSTOP_SAMPLE_FAULTS. */
export const faults = faultsNamed(process.env['PITSTOP_SAMPLE_FAULTS'] ?? '');
