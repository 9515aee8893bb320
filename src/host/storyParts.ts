import path from 'node:path';
import type { HostMethod } from '../protocol/hostChannel.ts';
import type { PoolState } from '../protocol/hostState.ts';
import { advicePart } from './advice/advicePart.ts';
import type { Captures } from './captures/captures.ts';
import type { Broadcast, Handlers } from './channel/handlers.ts';
import { heardBroadcast } from './channel/heardBroadcast.ts';
import { hostQueries, type Queries } from './editor/queries.ts';
import { experimentsPart } from './experiments/experimentsPart.ts';
import type { Findings } from './findings/findings.ts';
import { reportHandlers } from './findings/reportHandlers.ts';
import type { Verifier } from './findings/verifier.ts';
import type { HeapPart } from './heap/heapHandlers.ts';
import { huntPart } from './hunt/huntPart.ts';
import { reportError } from './life/reportError.ts';
import { livePart } from './live/livePart.ts';
import type { Loads } from './load/loadHandlers.ts';
import { openPlaces } from './places/places.ts';
import { placesOnWorkers } from './places/placesOnWorkers.ts';
import { plansPart } from './plans/plansPart.ts';
import { ledgerPart } from './ledger/ledgerPart.ts';
import { poolPart } from './pool/poolPart.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { DataFolders } from './life/dataFolders.ts';
import type { HostProgram } from './life/hostProgram.ts';
import { reviewPart } from './review/reviewPart.ts';
import { profilesPart } from './profiles/profilesPart.ts';
import { databasePart } from './postgres/databasePart.ts';
import { postgresHandlers } from './postgres/postgresHandlers.ts';
import type { Targets } from './session/targets.ts';
import type { Store } from './store/store.ts';
import type { Workers } from './workers/workers.ts';

type StoryMethods = Extract<
  HostMethod,
  | `postgres/${string}`
  | `database/${string}`
  | `sql/${string}`
  | `plans/${string}`
  | `hunts/${string}`
  | `pools/${string}`
  | `ledger/${string}`
  | `experiments/${string}`
  | 'findings/report'
  | `live/${'pools' | 'stalls'}`
  | `profiles/${string}`
>;

/** The parts that prove something, put together: database, plans and advice, hunts, pools, and what they tried out. */
export type StoryParts = {
  readonly handlers: Handlers<StoryMethods>;
  readonly pools: () => readonly PoolState[];
  /** How findings of their rules are measured again. */
  readonly verifiers: readonly Verifier[];
  /** What the editor asks about statements. */
  readonly queries: Queries;
  /** Ends them in reverse order. */
  readonly close: () => Promise<void>;
};

/** What the parts are built over. */
export type StoryGround = {
  readonly program: HostProgram;
  readonly folders: DataFolders;
  readonly store: Store;
  readonly broadcast: Broadcast;
  readonly jobs: Jobs;
  readonly findings: Findings;
  readonly captures: Captures;
  readonly targets: Targets;
  readonly heap: HeapPart;
  readonly workers: Workers;
  readonly loads: Loads;
};

/** Wires the parts. It holds no other logic. */
export function storyParts(ground: StoryGround): StoryParts {
  const { program, folders, store, jobs, findings, targets, workers, loads } = ground;
  const { broadcast, onBroadcast } = heardBroadcast(ground.broadcast);
  const embedded = postgresHandlers({
    chosenFolder: folders.postgres,
    dataFolder: folders.data,
    isTemporary: folders.isTemporary,
    programFolder: program.folder,
  });
  const database = databasePart({ embedded: embedded.server, broadcast, environment: process.env, now: Date.now });
  const experiments = experimentsPart({ store, broadcast });
  const plans = plansPart({ store, broadcast, jobs, workers, database: database.database, now: Date.now });
  const advice = advicePart({
    access: database.database,
    plans,
    findings,
    experiments: experiments.experiments,
    jobs,
    clock: Date.now,
  });
  const hunt = huntPart({
    ...ground,
    broadcast,
    experiments: experiments.experiments,
    probeFile: path.join(program.folder, 'probe.cjs'),
    now: Date.now,
  });
  const pool = poolPart({
    jobs,
    findings,
    targets,
    loads,
    experiments: experiments.experiments,
    database: database.database,
    places: openPlaces(placesOnWorkers(workers)),
    readPools: (file) => workers.run('readPools', { file }),
    mixWorkerFile: path.join(program.folder, 'mixWorker.cjs'),
    clock: { now: () => performance.now(), epochNow: Date.now, random: Math.random },
  });
  const places = openPlaces(placesOnWorkers(workers));
  const ledger = ledgerPart({
    programFolder: program.folder,
    targets,
    findings,
    places,
    report: reportError,
    now: Date.now,
  });
  const live = livePart({ targets, findings, places, jobs, report: reportError });
  const review = reviewPart({
    access: database.database,
    findings,
    pools: () =>
      live
        .poolsNow()
        .flatMap(({ program: name, pool: { kind, label, capacity, total } }) =>
          kind === 'pg' && capacity !== null ? [{ program: name, label, capacity, open: total }] : [],
        ),
    clock: Date.now,
  });
  const profiles = profilesPart({
    folder: path.join(folders.data, 'profiles'),
    store,
    broadcast,
    jobs,
    targets,
    places,
    workers,
    now: Date.now,
  });
  const { version } = program;
  const report = reportHandlers({ findings, experiments: experiments.experiments, workers, version, now: Date.now });
  return {
    handlers: {
      ...embedded.handlers,
      ...database.handlers,
      ...experiments.handlers,
      ...plans.handlers,
      ...advice.handlers,
      ...hunt.handlers,
      ...pool.handlers,
      ...ledger.handlers,
      ...report,
      ...live.handlers,
      ...review.handlers,
      ...profiles.handlers,
    },
    queries: hostQueries(plans.handlers, onBroadcast),
    pools: database.database.pools,
    verifiers: [pool.verifier, ...advice.verifiers],
    close: async () => {
      for (const part of [profiles, ledger, live, pool, hunt, advice, plans, experiments, database, embedded])
        await part.close();
    },
  };
}
