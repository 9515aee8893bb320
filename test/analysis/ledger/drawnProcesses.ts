import { systemRows, type SystemRow } from '../../../src/analysis/ledger/ledgerRows.ts';
import { noHints, type ProcessEvidence, type SeenProcess } from '../../../src/analysis/ledger/seenProcess.ts';

export const madeProcess = (
  pid: number,
  parentPid: number,
  command: string,
  change: Partial<SeenProcess> = {},
): SeenProcess => ({
  pid,
  parentPid,
  startKey: String(pid),
  startedAt: 0,
  groupId: 50,
  sessionId: 50,
  isOwn: true,
  state: 'running',
  executable: command.split(' ')[0] ?? '',
  command: command.split(' '),
  folder: '/app',
  rssBytes: 1_000,
  cpuMs: 0,
  threads: 1,
  ...change,
});

export const madeEvidence = (change: Partial<ProcessEvidence> = {}): ProcessEvidence => ({
  stdin: 'open',
  stdout: 'open',
  stdinKind: 'socket',
  channel: null,
  listens: false,
  descriptors: 20,
  isService: false,
  container: null,
  hints: noHints,
  ...change,
});

/** The first process of the system. */
export const init = madeProcess(1, 0, 'systemd', { sessionId: 1, groupId: 1, isOwn: false });

type Drawn = readonly (readonly [process: SeenProcess, evidence?: Partial<ProcessEvidence>])[];

/** Rows of these processes, one hour after they started, by pid. */
export function drawnRows(
  drawn: Drawn,
  change: { pitstop?: readonly number[]; ancestors?: readonly number[] } = {},
): ReadonlyMap<number, SystemRow> {
  const listed = drawn.map(([process]) => process);
  const rows = systemRows({
    at: 3_600_000,
    all: new Map([init, ...listed].map((process) => [process.pid, process])),
    listed,
    evidence: new Map(drawn.map(([{ pid }, evidence]) => [pid, madeEvidence(evidence)])),
    pss: new Map(listed.map(({ pid }) => [pid, pid * 1_000])),
    cpuShare: new Map(),
    pitstop: new Set(change.pitstop),
    ancestors: new Set(change.ancestors),
  });
  return new Map(rows.map((row) => [row.pid, row]));
}
