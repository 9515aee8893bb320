import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Culprit } from '../../analysis/hunt/culprits.ts';
import type { Evidence, Finding } from '../../protocol/findings.ts';
import type { GrowthRow } from '../../protocol/heapRows.ts';
import type { LeakFacts, LeakHunt, LeakResource } from '../../protocol/hunts.ts';
import type { Target } from '../../protocol/targets.ts';
import type { ResourceTrend } from '../../analysis/hunt/resourceTrend.ts';
import type { HuntCapture } from './huntCaptures.ts';

export const leakRule = 'leak';

/** One leak, before it is put in words. `row` and `culprit` are null where it is not known who holds it. */
export type Leak = {
  readonly resource: LeakResource;
  readonly trend: ResourceTrend;
  /** The trend counts pieces, not bytes. */
  readonly isCounted: boolean;
  readonly row: GrowthRow | null;
  readonly culprit: Culprit | null;
  readonly constructorName: string | null;
  /** Bytes that stay for each unit of work. */
  readonly bytesPerUnit: number | null;
};

/** What all findings of a hunt share. */
export type LeakContext = {
  readonly hunt: LeakHunt;
  readonly target: Target;
  readonly pair: readonly [before: HuntCapture, after: HuntCapture] | null;
  /** Until the heap is full at this pace; null where it is not known. */
  readonly toLimitMs: number | null;
  /** Why nobody was named; null where somebody was. */
  readonly unnamed: string | null;
  readonly foundAt: number;
};

const pieces: Readonly<Record<LeakResource, string>> = {
  heap: 'elements',
  external: 'elements',
  fd: 'descriptors',
  listener: 'listeners',
  handle: 'handles',
};

const resourceTitles: Readonly<Record<LeakResource, string>> = {
  heap: 'The heap grows',
  external: 'Memory outside the heap grows',
  fd: 'Open descriptors are never closed',
  listener: 'Listeners are added and never removed',
  handle: 'Timers, sockets or other handles stay open',
};

/** `gateway.ts`, `SessionStore`, `handle` of `module gateway.ts`, `class SessionStore`, `function handle in a.js`. */
function ownerName(owner: string): string {
  return owner
    .replace(/^(module|class|function|scope of|a closure in) /, '')
    .replace(/(\(\))? in .*$/, '')
    .replace(/\(\)(, .*)?$/, '');
}

/** Who holds it, as `owner.property (class)`. */
export function containerName({ container, owner }: Pick<GrowthRow, 'container' | 'owner'>): string {
  const listened = /^listeners of (.*?) '(.*)'$/.exec(container);
  if (listened !== null) return `${listened[1]}.listeners['${listened[2]}']`;
  const [, sort = container, trail = ''] =
    /^((?:reactions|registrations|chain) of (?:\{.*?\}|\S+)|\S+) ?(.*)$/.exec(container) ?? [];
  const property = trail.replace(' (room for numbers)', '');
  if (property === '') return `${ownerName(owner)} (${sort})`;
  return `${ownerName(owner)}${property.startsWith('[') ? '' : '.'}${property} (${sort})`;
}

/** File of a place: within its package, or within the program's folder. */
function moduleOf(row: GrowthRow, target: Target): string | null {
  const file = row.place?.file ?? row.location?.url ?? null;
  if (file === null) return null;
  const inPackage = file.split('/node_modules/').at(-1);
  if (inPackage !== undefined && inPackage !== file) return inPackage;
  const relative = path.isAbsolute(file) && target.folder !== '' ? path.relative(target.folder, file) : file;
  return relative.startsWith('..') ? file : relative;
}

function factsOf(leak: Leak, { hunt, target }: LeakContext): LeakFacts {
  const { resource, row, culprit, trend } = leak;
  const seen = leak.isCounted && trend.trend === 'growing' ? trend.late : null;
  return {
    resource,
    constructorName: leak.constructorName,
    container: row === null ? null : containerName(row),
    module: row === null ? null : moduleOf(row, target),
    bytesPerUnit: leak.bytesPerUnit,
    elementsPerUnit: seen ?? culprit?.elementsPerUnit ?? null,
    workUnit: hunt.workUnit,
  };
}

function evidenceOf(leak: Leak, facts: LeakFacts, context: LeakContext): readonly Evidence[] {
  const { resource, culprit, row, trend } = leak;
  const per = context.hunt.workUnit;
  const unit = leak.isCounted ? 'count' : 'bytes';
  const evidence: Evidence[] = [];
  if (facts.bytesPerUnit !== null) evidence.push({ name: 'growth', value: facts.bytesPerUnit, unit: 'bytes', per });
  if (facts.elementsPerUnit !== null)
    evidence.push({ name: `${pieces[resource]} that stay`, value: facts.elementsPerUnit, unit: 'count', per });
  if (trend.trend === 'growing') {
    evidence.push({ name: 'late growth, low end of 95 %', value: trend.lateInterval[0], unit, per });
    evidence.push({ name: 'late growth, high end of 95 %', value: trend.lateInterval[1], unit, per });
    evidence.push({ name: 'early growth', value: trend.early, unit, per });
  }
  evidence.push({ name: 'growth that noise can make', value: trend.bound, unit, per });
  if (culprit !== null)
    evidence.push({ name: 'share of the growth it holds', value: Math.min(1, culprit.share), unit: 'ratio' });
  if (row !== null) evidence.push({ name: 'retained size', value: row.retainedSize, unit: 'bytes' });
  if (context.toLimitMs !== null)
    evidence.push({ name: 'time to the heap limit at this pace', value: context.toLimitMs, unit: 'ms' });
  return evidence;
}

function titleOf({ resource, row }: Leak): string {
  if (row === null) return `${resourceTitles[resource]}; who holds it is not known`;
  const what = `${row.container} of ${row.owner}`;
  return resource === 'heap' || resource === 'listener' ? `${what} only grows` : `${resourceTitles[resource]}: ${what}`;
}

function placeReasonOf({ row }: Leak, { unnamed }: LeakContext): string {
  if (row === null) return unnamed ?? 'No container explains the growth.';
  return 'It was not made by a script of which the source is known.';
}

/** The same leak found again has the same id. */
function idOf(target: Target, leak: Leak): string {
  const { row, resource } = leak;
  const what = row === null ? resource : `${row.container.replace(/\d+/g, '')} ${row.owner} ${row.place?.file ?? ''}`;
  return createHash('sha256').update([leakRule, target.name, what].join('\n')).digest('hex').slice(0, 16);
}

export function leakFinding(leak: Leak, context: LeakContext): Finding {
  const { hunt, target, pair, foundAt } = context;
  const { row, culprit } = leak;
  const facts = factsOf(leak, context);
  const place = row?.place ?? null;
  const growth = facts.bytesPerUnit;
  return {
    findingId: idOf(target, leak),
    rule: leakRule,
    title: titleOf(leak),
    severity: 'error',
    place,
    ...(place === null ? { placeReason: placeReasonOf(leak, context) } : {}),
    evidence: evidenceOf(leak, facts, context),
    saving: growth === null ? null : { name: 'growth', value: growth, unit: 'bytes', per: hunt.workUnit },
    confidence: culprit !== null && culprit.share >= 0.5 ? 'measured' : 'likely',
    disprovedBy: 'A hunt with the same work in which this grows no more than noise.',
    state: 'new',
    foundAt,
    targetId: target.targetId,
    program: target.name,
    ...(pair === null
      ? {}
      : {
          diff: {
            before: pair[0].capture.captureId,
            after: pair[1].capture.captureId,
            nodeId: row?.nodeId ?? null,
          },
        }),
    retainedBy:
      row === null
        ? []
        : row.path
            .split(' › ')
            .filter((step) => step !== '')
            .toReversed(),
    ...(culprit === null ? {} : { savingShare: Math.min(1, Math.max(0, culprit.share)) }),
    huntId: hunt.huntId,
    leak: facts,
  };
}
