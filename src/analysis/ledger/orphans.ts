import type { ProcessRole } from '../../protocol/ledger.ts';
import type { CommandShape } from './commandShape.ts';
import type { ProcessEvidence, SeenProcess } from './seenProcess.ts';

/** What takes over the children of processes that end, besides process 1. */
const reapers =
  /^(systemd|init|tini|dumb-init|docker-init|catatonit|launchd|s6-svscan|s6-supervise|runsvdir|containerd-shim.*|conmon)$/;

const programOf = ({ executable, command }: SeenProcess) =>
  (executable === '' ? (command[0] ?? '') : executable).replace(/^.*[\\/]/, '').replace(/ .*$/, '');

/** True where a process has a session that its parent did not give it, and did not make it itself: it was taken over. */
function hasOtherSession(process: SeenProcess, parent: SeenProcess): boolean {
  const { sessionId } = process;
  return sessionId !== null && parent.sessionId !== null && sessionId !== parent.sessionId && sessionId !== process.pid;
}

/**
 * Whether the process that started this one has ended. `maybe`: process 1 can have started it itself. `parent` is
 * undefined where it cannot be seen.
 */
export function parentGone(
  process: SeenProcess,
  parent: SeenProcess | undefined,
  parentShape: CommandShape | undefined,
): 'yes' | 'no' | 'maybe' {
  if (process.parentPid === 0) return 'no';
  if (parent === undefined) return process.parentPid === 1 ? 'yes' : 'no';
  if (Number(parent.startKey) > Number(process.startKey) || hasOtherSession(process, parent)) return 'yes';
  const isReaper = reapers.test(programOf(parent));
  if (parent.pid !== 1) return isReaper ? 'yes' : 'no';
  const isRuntime = parentShape !== undefined && ['node', 'bun', 'deno', 'python'].includes(parentShape.kind);
  return isRuntime && !isReaper ? 'maybe' : 'yes';
}

export type OrphanVerdict = { readonly orphan: boolean; readonly reason: string | null };

const none: OrphanVerdict = { orphan: false, reason: null };

/** Roles of which only the output counts: without a reader they do nothing for anybody. */
const answersOnly: ReadonlySet<ProcessRole> = new Set(['mcp-server', 'tool', 'worker']);

/** Whether nobody can speak to the process any more; null where it cannot be known. */
export function isPeerGone({ stdin, channel }: ProcessEvidence): boolean | null {
  if (stdin === 'gone' || channel === 'gone') return true;
  return stdin === 'unknown' ? null : false;
}

/** Why a process with a gone parent is an orphan, or why it is none. Silent where nothing speaks of its being left. */
export function orphanVerdict(
  gone: ReturnType<typeof parentGone>,
  evidence: ProcessEvidence,
  role: ProcessRole,
): OrphanVerdict {
  if (gone === 'no') return none;
  const { stdin, stdout, stdinKind, channel } = evidence;
  const hasInput = stdin === 'gone' || channel === 'gone';
  const isMute = stdout === 'gone' && stdin !== 'open' && answersOnly.has(role);
  if (!hasInput && !isMute) {
    return stdin === 'unknown'
      ? { orphan: false, reason: 'Its parent has ended; whether anybody still speaks to it is not known.' }
      : none;
  }
  if (evidence.container !== null) return { orphan: false, reason: 'Its parent has ended; it runs in a container.' };
  if (evidence.listens !== false)
    return { orphan: false, reason: 'Its parent has ended, but it accepts connections: it may serve others.' };
  if (evidence.isService) return { orphan: false, reason: 'It is run by the service manager.' };
  // A line of a shell ends its input by itself, and goes on writing what it was started for.
  const isPipeline = stdinKind === 'pipe' && channel !== 'gone' && !['gone', 'null', 'closed'].includes(stdout);
  if (isPipeline) return { orphan: false, reason: 'Its parent has ended; its output is still read or kept.' };
  if (gone === 'maybe' && stdout !== 'gone') return none;
  const what = channel === 'gone' ? 'its channel' : stdin === 'gone' ? 'its standard input' : 'its standard output';
  return { orphan: true, reason: `Its parent has ended, and nobody holds the other end of ${what}.` };
}
