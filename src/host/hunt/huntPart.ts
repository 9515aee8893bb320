import { randomUUID } from 'node:crypto';
import { Failure } from '../../protocol/failures.ts';
import type { FindingId } from '../../protocol/findings.ts';
import type { HuntRequest } from '../../protocol/hostChannel.ts';
import { leakResources, type LeakHunt } from '../../protocol/hunts.ts';
import { limits } from '../../protocol/limits.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import type { Captures } from '../captures/captures.ts';
import type { Broadcast, Handlers } from '../channel/handlers.ts';
import type { Findings } from '../findings/findings.ts';
import { noLongerGrows } from '../findings/noLongerGrows.ts';
import type { Experiments } from '../experiments/experimentsPart.ts';
import type { JobControl, Jobs } from '../jobs/jobs.ts';
import type { Loads } from '../load/loadHandlers.ts';
import type { Targets } from '../session/targets.ts';
import { openDocuments } from '../store/documents.ts';
import type { Store } from '../store/store.ts';
import { concluded, type HuntHeap } from './conclusion.ts';
import { huntCaptures } from './huntCaptures.ts';
import { runHunt, trendsOf } from './huntRun.ts';
import { cycleOf, type HuntSample } from './huntSample.ts';
import { workCount, type WorkCount } from './huntWork.ts';
import { disprovedBy, leakToDisprove, rehuntExperiment } from './rehunt.ts';
import { openSampling, type HuntWork } from './sampling.ts';
import { underLoad } from './underLoad.ts';

/** What hunting needs of the host. */
export type HuntParts = {
  readonly targets: Pick<Targets, 'get' | 'kin' | 'settle' | 'takeSnapshot' | 'series'>;
  readonly captures: Pick<Captures, 'add' | 'partialFile' | 'remove' | 'get' | 'list'>;
  readonly jobs: Pick<Jobs, 'start'>;
  readonly heap: HuntHeap;
  readonly findings: Pick<Findings, 'get' | 'put' | 'verified'>;
  readonly experiments: Pick<Experiments, 'put'>;
  readonly loads: Loads;
  readonly store: Store;
  /** The probe that is loaded into targets: what it holds is no leak of theirs. */
  readonly probeFile: string;
  readonly broadcast: Broadcast;
  readonly now: () => number;
};

/** The heap's limit is told ten times a second; an ended target told it some time ago. */
const limitWindowMs = 30_000;

/** Leak hunts. */
export type HuntPart = {
  readonly handlers: Handlers<'hunts/list' | 'hunts/start' | 'hunts/mark'>;
  readonly close: () => Promise<void>;
};

/** Milliseconds until the heap is full at a pace; null where the target did not tell its limit. */
function timeToLimit(
  targets: Pick<Targets, 'series'>,
  targetId: TargetId,
  samples: readonly HuntSample[],
  bytesPerUnit: number,
): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || bytesPerUnit <= 0) return null;
  const { at } = last.memory;
  const limit = targets
    .series(targetId, at - limitWindowMs, at, 10, ['heapLimit'])
    .find(({ name }) => name === 'heapLimit')
    ?.values.at(-1);
  const unitsPerMs = (last.work - first.work) / (at - first.memory.at);
  if (limit === undefined || !Number.isFinite(limit) || unitsPerMs <= 0) return null;
  return Math.max(0, limit - last.memory.heapUsed) / (bytesPerUnit * unitsPerMs);
}

/** A hunt that goes on. */
type Running = { readonly count: WorkCount; marks: number; live: LeakHunt | null };

function workOf(request: HuntRequest, count: WorkCount): HuntWork {
  if (!request.isMarked && request.load === null) return { kind: 'seconds' };
  return { kind: 'counted', count, isMarked: request.isMarked, unitsPerMark: request.iterations ?? 1 };
}

function unitOf(request: HuntRequest): string {
  if (request.isMarked) return (request.iterations ?? 1) > 1 ? 'iteration' : 'cycle';
  if (request.load === null) return 'second';
  return request.load.script === null ? 'request' : 'turn';
}

export function huntPart(parts: HuntParts): HuntPart {
  const { targets, captures, jobs, broadcast, now } = parts;
  const running = new Map<TargetId, Running>();

  const documents = openDocuments<LeakHunt>(parts.store, {
    kind: 'hunt',
    idOf: ({ huntId }) => huntId,
    atOf: ({ startedAt }) => startedAt,
    onChange: () => tell(),
  });
  const keep = (hunt: LeakHunt) => documents.change((all) => [hunt, ...all].slice(0, limits.huntsMax.value));

  const all = () => [...[...running.values()].flatMap(({ live }) => live ?? []), ...documents.list()];
  const tell = () => broadcast('hunts/changed', { hunts: all() });

  /** Keeps what a hunt after a change says, and the finding as verified where the leak is gone. */
  const tellRehunt = (findingId: FindingId, ended: LeakHunt, target: Target) => {
    const experiment = rehuntExperiment(parts.findings.get(findingId), ended, target, now());
    parts.experiments.put(experiment);
    if (experiment.proof !== null && experiment.answer === 'no longer grows')
      parts.findings.verified(findingId, experiment.proof);
  };

  const hunt = async (request: HuntRequest, target: Target, one: Running, control: JobControl) => {
    const huntId = randomUUID();
    const startedAt = now();
    const work = workOf(request, one.count);
    const sampling = openSampling({ target, targets, work, seconds: request.seconds, now });
    const taken = huntCaptures({ captures, targets, subject: sampling.subject });
    const disproving = request.rehuntOf === null ? null : disprovedBy(parts.findings.get(request.rehuntOf), target);
    const soFar = (): LeakHunt => {
      const samples = sampling.samples();
      const trends = trendsOf(samples);
      return {
        huntId,
        targetId: target.targetId,
        targetName: target.name,
        startedAt,
        seconds: (now() - startedAt) / 1000,
        pauseMs: sampling.pauseMs(),
        verdict: 'unsure',
        reason: `The hunt goes on: ${samples.length} looks so far.`,
        workUnit: unitOf(request),
        cycles: samples.map(cycleOf),
        slopes: leakResources.map((resource) => {
          const { early, late, lateInterval, bound } = trends[resource];
          return { resource, early, late, lateInterval, bound: Number.isFinite(bound) ? bound : 0 };
        }),
        findings: [],
        rehuntOf: disproving,
      };
    };
    try {
      const seen = await underLoad(request, parts.loads, one.count, control, (during) =>
        runHunt({
          target,
          work,
          sampling,
          captures: taken,
          seconds: request.seconds,
          control: during,
          now,
          onLook: () => {
            one.live = soFar();
            tell();
          },
        }),
      );
      const looked = { ...soFar(), pauseMs: seen.pauseMs };
      const toLimitMs = (bytesPerUnit: number) =>
        timeToLimit(targets, sampling.subject().targetId, seen.samples, bytesPerUnit);
      const said = await concluded(
        { hunt: looked, seen, captures: taken.all(), target },
        { heap: parts.heap, probeFile: parts.probeFile, now, toLimitMs },
        control,
      );
      control.signal.throwIfAborted();
      await taken.keepOnly(said.kept);
      const findingIds = said.findings.map(({ findingId }) => findingId);
      const ended = { ...looked, ...said.verdict, seconds: (now() - startedAt) / 1000, findings: findingIds };
      keep(ended);
      // A hunt names the worst of what leaks, not all: only one that finds none tells that earlier ones are gone.
      const isCleared = said.verdict.verdict === 'no-leak' && request.rehuntOf === null;
      const { reason } = said.verdict;
      const look = { kind: 'hunt', program: target.name, seenUntil: now(), grown: said.findings, reason } as const;
      parts.findings.put(said.findings, isCleared ? noLongerGrows(look, captures) : undefined);
      if (request.rehuntOf !== null) tellRehunt(request.rehuntOf, ended, target);
      return [huntId, ...findingIds];
    } catch (error) {
      await taken.keepOnly([]);
      throw error;
    }
  };

  return {
    handlers: {
      'hunts/list': all,
      'hunts/start': (request) => {
        const target = targets.get(request.targetId);
        if (running.has(request.targetId)) throw new Failure('huntBusy', `There is a hunt in ${target.name} already.`);
        if (request.rehuntOf !== null) leakToDisprove(parts.findings.get(request.rehuntOf), target);
        const one: Running = { count: workCount(now), marks: 0, live: null };
        running.set(request.targetId, one);
        return {
          jobId: jobs.start({ kind: 'hunt', title: `Hunt in ${target.name}` }, async (control) => {
            try {
              return await hunt(request, target, one, control);
            } finally {
              running.delete(request.targetId);
              tell();
            }
          }),
        };
      },
      'hunts/mark': ({ targetId, cycles }) => {
        const one = running.get(targetId);
        // A mark that comes just before the hunt begins, or just after it ended, is no mistake.
        if (one === undefined) return {};
        one.marks += cycles;
        one.count.tell(one.marks);
        return {};
      },
    },
    close: () => Promise.resolve(documents.close()),
  };
}
