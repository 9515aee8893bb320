import type { SettingCandidate } from './candidate.ts';
import type { Proposed } from './proposed.ts';

/** More for each sort and hash of a statement than this is not to be advised. */
const kilobytesMax = 1_048_576;

/** A candidate to let a statement keep in memory what it wrote to disk; the disk's kilobytes are fewer than memory's. */
export function memoryFor(kilobytes: number, proposed: Proposed): SettingCandidate {
  const wanted = Math.min(kilobytesMax, 2 ** Math.ceil(Math.log2(Math.max(1, kilobytes * 3))));
  const megabytes = Math.max(8, Math.round(wanted / 1_024));
  return {
    ...proposed,
    kind: 'setting',
    what: `work_mem of ${megabytes} MB`,
    text: `Give this statement ${megabytes} MB of work_mem: it ${proposed.seen}.`,
    caveats: [
      `Each sort and hash of each connection may take as much: set it for this statement (SET LOCAL), not for the server.`,
    ],
    evidence: [{ name: 'written to disk', value: kilobytes * 1_024, unit: 'bytes' }],
    settings: { work_mem: `${megabytes}MB` },
  };
}
