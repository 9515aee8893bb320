import { spanText } from '../../format/figures.ts';
import type { Ledger, LedgerProcess, ReapedProcess, SpawnSite } from '../../protocol/ledger.ts';
import { formatBytes, formatCount, formatDuration, formatRatio } from '../format.ts';
import type { Output } from '../output.ts';
import type { TableColumn } from '../terminalTable.ts';

const unknown = '–';
const orUnknown = (value: number | null, format: (value: number) => string) =>
  value === null ? unknown : format(value);

/** What is odd about a process, in a few words. */
function noteOf({ orphan, duplicateOf, state, container, targetId, orphanReason }: LedgerProcess): string {
  const notes = [
    ...(orphan ? ['orphan'] : []),
    ...(duplicateOf === null ? [] : [`same as ${duplicateOf}`]),
    ...(state === 'running' ? [] : [state]),
    ...(container === null ? [] : [container === 'elsewhere' ? 'in a container' : `in container ${container}`]),
    ...(targetId === null ? [] : ['watched']),
    ...(!orphan && orphanReason !== null ? ['parent gone'] : []),
  ];
  return notes.join(', ');
}

function columnsFor(depths: ReadonlyMap<number, number>): readonly TableColumn<LedgerProcess>[] {
  return [
    {
      title: 'process',
      align: 'left',
      widthMax: 44,
      text: ({ pid, name }) => '  '.repeat(depths.get(pid) ?? 0) + name,
    },
    { title: 'pid', align: 'right', text: ({ pid }) => String(pid) },
    { title: 'role', align: 'left', text: ({ role }) => role },
    { title: 'age', align: 'right', text: ({ ageMs }) => spanText(ageMs) },
    { title: 'CPU', align: 'right', text: ({ cpuShare }) => orUnknown(cpuShare, formatRatio) },
    { title: 'PSS', align: 'right', text: ({ pssBytes }) => orUnknown(pssBytes, formatBytes) },
    { title: 'files', align: 'right', text: ({ descriptors }) => orUnknown(descriptors, formatCount) },
    { title: '', align: 'left', text: noteOf },
  ];
}

function depthsOf(processes: readonly LedgerProcess[]): ReadonlyMap<number, number> {
  const depths = new Map<number, number>();
  for (const { pid, parentPid } of processes) depths.set(pid, (depths.get(parentPid) ?? -1) + 1);
  return depths;
}

function showSpawns(spawns: readonly SpawnSite[], output: Output): void {
  if (spawns.length === 0) return;
  output.line();
  output.table(
    [
      { title: 'started by watched programs', align: 'left', widthMax: 40, text: ({ name }) => name },
      { title: 'times', align: 'right', text: ({ startedCount }) => formatCount(startedCount) },
      { title: 'lived', align: 'right', text: ({ lifeMs }) => orUnknown(lifeMs, formatDuration) },
      { title: 'first output', align: 'right', text: ({ startMs }) => orUnknown(startMs, formatDuration) },
      { title: 'at', align: 'left', text: ({ place }) => (place === null ? unknown : `${place.file}:${place.line}`) },
    ],
    spawns,
  );
}

/** The ledger for people: what is wrong first, then the tree, then what the system did not tell. */
export function showLedger({ processes, totals, findings, spawns, unknowns }: Ledger, output: Output): void {
  for (const { title } of findings) output.line(output.styled('yellow', title));
  if (findings.length > 0) output.line();
  if (processes.length === 0) output.line('No processes of an agent system run.');
  else output.table(columnsFor(depthsOf(processes)), processes);
  showSpawns(spawns, output);
  output.line();
  const memory = totals.pssBytes === null ? '' : `, ${formatBytes(totals.pssBytes)}`;
  output.line(
    `${formatCount(totals.processes)} processes${memory}; ${formatCount(totals.orphans)} orphans, ${formatCount(totals.duplicates)} duplicates`,
  );
  for (const note of unknowns) output.line(output.styled('dim', note));
}

/** The orphans that could be reaped, with why, and what would come free. */
export function showOrphans(orphans: readonly LedgerProcess[], output: Output): void {
  if (orphans.length === 0) return output.line('No orphans.');
  output.table(
    [
      { title: 'orphan', align: 'left', widthMax: 36, text: ({ name }) => name },
      { title: 'pid', align: 'right', text: ({ pid }) => String(pid) },
      { title: 'age', align: 'right', text: ({ ageMs }) => spanText(ageMs) },
      { title: 'PSS', align: 'right', text: ({ pssBytes }) => orUnknown(pssBytes, formatBytes) },
      { title: 'why', align: 'left', text: ({ orphanReason }) => orphanReason ?? '' },
      { title: 'command', align: 'left', widthMax: 60, text: ({ command }) => command },
    ],
    orphans,
  );
  const known = orphans.flatMap(({ pssBytes }) => (pssBytes === null ? [] : [pssBytes]));
  if (known.length > 0)
    return output.line(`${formatBytes(known.reduce((sum, bytes) => sum + bytes, 0))} would come free.`);
}

const outcomes: Readonly<Record<ReapedProcess['outcome'], string>> = {
  ended: 'ended by itself when told to',
  killed: 'killed: it did not end when told to',
  gone: 'gone already',
  refused: 'kept',
  stays: 'still there',
};

/** What became of each, and what came free. */
export function showReaped(reaped: readonly ReapedProcess[], output: Output): void {
  for (const { pid, name, outcome, reason } of reaped)
    output.line(`${name} (${pid}): ${outcomes[outcome]}${reason === null ? '' : `. ${reason}`}`);
  const freed = reaped.flatMap(({ freedBytes }) => (freedBytes === null ? [] : [freedBytes]));
  if (freed.length > 0) output.line(`${formatBytes(freed.reduce((sum, bytes) => sum + bytes, 0))} came free.`);
}
