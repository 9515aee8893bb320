import type { LedgerProcess, ProcessRole } from '../../protocol/ledger.ts';
import type { Bytes, EpochMs, Ratio } from '../../protocol/units.ts';
import { commandShape, type CommandShape } from './commandShape.ts';
import { duplicates } from './duplicates.ts';
import { isPeerGone, orphanVerdict, parentGone, type OrphanVerdict } from './orphans.ts';
import { redactedCommand } from './redactedCommand.ts';
import { ownRole, roleByChildren } from './roles.ts';
import type { ProcessEvidence, SeenProcess } from './seenProcess.ts';

/** What is known when rows are made. */
export type RowGround = {
  readonly at: EpochMs;
  readonly all: ReadonlyMap<number, SeenProcess>;
  readonly listed: readonly SeenProcess[];
  readonly evidence: ReadonlyMap<number, ProcessEvidence>;
  readonly pss: ReadonlyMap<number, Bytes>;
  readonly cpuShare: ReadonlyMap<number, Ratio>;
  /** This host, its helpers, and other processes of ours. */
  readonly pitstop: ReadonlySet<number>;
  /** Processes above this host. */
  readonly ancestors: ReadonlySet<number>;
};

/** A row without what only the watched programs tell. */
export type SystemRow = Omit<LedgerProcess, 'targetId' | 'spawnPlace'>;

const isRuntime = ({ kind }: CommandShape) => kind !== 'shell' && kind !== 'program' && kind !== 'launcher';

class RowMaker {
  private readonly ground: RowGround;
  private readonly shapes: ReadonlyMap<number, CommandShape>;
  private readonly children = new Map<number, SeenProcess[]>();
  private readonly roles = new Map<number, ProcessRole>();
  private readonly verdicts = new Map<number, OrphanVerdict>();

  constructor(ground: RowGround) {
    this.ground = ground;
    this.shapes = new Map(ground.listed.map((process) => [process.pid, commandShape(process)]));
    for (const process of ground.listed)
      this.children.set(process.parentPid, [...(this.children.get(process.parentPid) ?? []), process]);
    for (const process of ground.listed) this.roles.set(process.pid, this.firstRole(process));
    // The youngest first: children know their role before their parent asks.
    for (const { pid } of ground.listed.toReversed())
      this.roles.set(pid, roleByChildren(this.roleOf(pid), ground.evidence.get(pid), this.rolesBelow(pid)));
    for (const process of ground.listed) this.verdicts.set(process.pid, this.verdictOf(process));
  }

  rows(): readonly SystemRow[] {
    const same = this.sameServers();
    const isListed = (pid: number) => this.shapes.has(pid);
    const roots = this.ground.listed.filter(({ parentPid, pid }) => !isListed(parentPid) || parentPid === pid);
    const ordered: SystemRow[] = [];
    const taken = new Set<number>();
    const add = (process: SeenProcess): void => {
      if (taken.has(process.pid)) return;
      taken.add(process.pid);
      ordered.push(this.row(process, same.get(process.pid) ?? null));
      for (const child of this.children.get(process.pid) ?? []) add(child);
    };
    for (const root of roots) add(root);
    return ordered;
  }

  private roleOf(pid: number): ProcessRole {
    return this.roles.get(pid) ?? 'other';
  }

  private shapeOf(process: SeenProcess): CommandShape {
    return this.shapes.get(process.pid) ?? commandShape(process);
  }

  private firstRole(process: SeenProcess): ProcessRole {
    const { all, evidence, pitstop } = this.ground;
    const parent = all.get(process.parentPid);
    const parentShape = parent === undefined ? undefined : this.shapeOf(parent);
    return ownRole({
      process,
      shape: this.shapeOf(process),
      evidence: evidence.get(process.pid),
      isPitstop: pitstop.has(process.pid),
      hasAgentParent: parentShape !== undefined && (isRuntime(parentShape) || parentShape.kind === 'launcher'),
    });
  }

  /** Roles of the processes below; a launcher stands for what it has started. */
  private rolesBelow(pid: number): readonly ProcessRole[] {
    return (this.children.get(pid) ?? []).flatMap((child) =>
      this.roleOf(child.pid) === 'launcher' ? this.rolesBelow(child.pid) : [this.roleOf(child.pid)],
    );
  }

  private goneOf(process: SeenProcess): ReturnType<typeof parentGone> {
    const parent = this.ground.all.get(process.parentPid);
    return parentGone(process, parent, parent === undefined ? undefined : this.shapeOf(parent));
  }

  private verdictOf(process: SeenProcess): OrphanVerdict {
    const evidence = this.ground.evidence.get(process.pid);
    const role = this.roleOf(process.pid);
    const isOurs = role === 'pitstop' || role === 'editor' || !process.isOwn || process.state === 'zombie';
    if (evidence === undefined || isOurs) return { orphan: false, reason: null };
    const own = orphanVerdict(this.goneOf(process), evidence, role);
    const above = this.verdicts.get(process.parentPid);
    if (own.orphan || above?.orphan !== true || evidence.listens !== false) return own;
    const { reason } = orphanVerdict('yes', evidence, role);
    return {
      orphan: true,
      reason:
        reason?.startsWith('Its parent has ended, and') === true
          ? 'Its parent is an orphan, and so is it.'
          : 'Its parent is an orphan.',
    };
  }

  /** The nearest process above that is no launcher; 0 where the line above has ended. */
  private ownerOf(process: SeenProcess): number {
    for (let one = process; ;) {
      if (this.goneOf(one) === 'yes' || this.verdicts.get(one.pid)?.orphan === true) return 0;
      const parent = this.ground.all.get(one.parentPid);
      if (parent === undefined) return 0;
      if (this.roleOf(parent.pid) !== 'launcher') return parent.pid;
      one = parent;
    }
  }

  private sameServers(): ReadonlyMap<number, number> {
    const { listed, evidence, at } = this.ground;
    return duplicates(
      listed
        .filter(({ pid }) => {
          const look = evidence.get(pid);
          return look !== undefined && look.stdinKind !== 'other' && look.channel === null && look.listens === false;
        })
        .map((process) => ({
          process,
          role: this.roleOf(process.pid),
          ageMs: at - process.startedAt,
          ownerPid: this.ownerOf(process),
        })),
    );
  }

  private keepReason(process: SeenProcess): string | null {
    const { ancestors, evidence } = this.ground;
    const role = this.roleOf(process.pid);
    if (!process.isOwn) return "It is another user's.";
    if (process.pid === 1) return 'It is the first process of the system.';
    if (role === 'pitstop') return "It is Pitstop's own.";
    if (role === 'editor' || this.roleOf(process.parentPid) === 'editor') return 'The editor needs it.';
    if (ancestors.has(process.pid)) return 'This host runs below it.';
    if ((evidence.get(process.pid)?.container ?? null) !== null) return 'It runs in a container.';
    return process.state === 'zombie' ? 'It has ended; its parent has not taken note.' : null;
  }

  private row(process: SeenProcess, duplicateOf: number | null): SystemRow {
    const { at, evidence, pss, cpuShare } = this.ground;
    const { pid, parentPid, startKey, startedAt, state, rssBytes, threads } = process;
    const look = evidence.get(pid);
    const verdict = this.verdicts.get(pid);
    return {
      pid,
      parentPid,
      startKey,
      startedAt,
      ageMs: Math.max(0, at - startedAt),
      name: this.shapeOf(process).name,
      command: redactedCommand(process.command),
      folder: process.folder === '' ? null : process.folder,
      role: this.roleOf(pid),
      state,
      rssBytes,
      pssBytes: pss.get(pid) ?? null,
      cpuShare: cpuShare.get(pid) ?? null,
      descriptors: look?.descriptors ?? null,
      threads,
      orphan: verdict?.orphan ?? false,
      orphanReason: verdict?.reason ?? null,
      duplicateOf,
      stdioPeerGone: look === undefined ? null : isPeerGone(look),
      listens: look?.listens ?? null,
      container: look?.container ?? null,
      keepReason: this.keepReason(process),
    };
  }
}

/** The rows of the ledger, parents before their children, siblings by age. `listed` has to be in order of start. */
export function systemRows(ground: RowGround): readonly SystemRow[] {
  return new RowMaker(ground).rows();
}
