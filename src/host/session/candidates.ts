import { limits } from '../../protocol/limits.ts';
import type { Candidate, TargetId } from '../../protocol/targets.ts';
import { commandName } from '../../analysis/ledger/commandName.ts';
import { redactedCommand } from '../../analysis/ledger/redactedCommand.ts';
import { isEditorCommand } from '../../analysis/ledger/roles.ts';
import type { ProcessFacts } from './processes.ts';

function refusalOf(facts: ProcessFacts, ancestors: ReadonlySet<number>): string | undefined {
  if (facts.pid === process.pid) return "Pitstop's own host";
  if (facts.parentPid === process.pid) return 'a helper of this host';
  if (isEditorCommand(facts.command)) return "one of the editor's own processes";
  if (ancestors.has(facts.pid)) return 'it runs this host';
  if (facts.state === 'stopped') return 'it is stopped';
  return undefined;
}

/** Pids above this process, as far as they are Node's. */
function ancestorsOf(processes: readonly ProcessFacts[]): ReadonlySet<number> {
  const parents = new Map(processes.map(({ pid, parentPid }) => [pid, parentPid]));
  const ancestors = new Set<number>();
  for (let pid: number | undefined = process.ppid; pid !== undefined && !ancestors.has(pid); pid = parents.get(pid))
    ancestors.add(pid);
  return ancestors;
}

/** The processes as a list to pick from, newest first; `watched` gives the target of a pid that is being watched. */
export function candidatesAmong(
  processes: readonly ProcessFacts[],
  watched: (facts: ProcessFacts) => TargetId | undefined,
): readonly Candidate[] {
  const ancestors = ancestorsOf(processes);
  return processes
    .toSorted((one, other) => other.startedAt - one.startedAt)
    .slice(0, limits.candidatesMax.value)
    .map((facts) => {
      const refusal = refusalOf(facts, ancestors);
      const targetId = watched(facts);
      return {
        pid: facts.pid,
        parentPid: facts.parentPid,
        startedAt: facts.startedAt,
        name: commandName(facts.command),
        command: redactedCommand(facts.command),
        folder: facts.folder,
        rssBytes: facts.rssBytes,
        ...(refusal === undefined ? {} : { refusal }),
        ...(targetId === undefined ? {} : { targetId }),
      };
    });
}
