import type { HostMethod } from '../protocol/hostChannel.ts';
import type { PoolState } from '../protocol/hostState.ts';
import { advicePart } from './advice/advicePart.ts';
import type { Broadcast, Handlers } from './channel/handlers.ts';
import { experimentsPart } from './experiments/experimentsPart.ts';
import { huntPart } from './hunt/huntPart.ts';
import { plansPart } from './plans/plansPart.ts';
import { poolPart } from './pool/poolPart.ts';
import type { DataFolders } from './life/dataFolders.ts';
import type { HostProgram } from './life/hostProgram.ts';
import { databasePart } from './postgres/databasePart.ts';
import { postgresHandlers } from './postgres/postgresHandlers.ts';

type StoryMethods = Extract<
  HostMethod,
  | `postgres/${string}`
  | `database/${string}`
  | `sql/${string}`
  | `plans/${string}`
  | `hunts/${string}`
  | `pools/${string}`
  | `experiments/${string}`
>;

/** The parts that prove something, put together: database, plans and advice, hunts, pools, and what they tried out. */
export type StoryParts = {
  readonly handlers: Handlers<StoryMethods>;
  readonly pools: () => readonly PoolState[];
  /** Ends them in reverse order. */
  readonly close: () => Promise<void>;
};

/** Wires the parts. It holds no other logic. */
export function storyParts({
  program,
  folders,
  broadcast,
}: {
  readonly program: HostProgram;
  readonly folders: DataFolders;
  readonly broadcast: Broadcast;
}): StoryParts {
  const embedded = postgresHandlers({
    chosenFolder: null,
    dataFolder: folders.data,
    isTemporary: folders.isTemporary,
    programFolder: program.folder,
  });
  const database = databasePart({ embedded: embedded.server, broadcast, environment: process.env, now: Date.now });
  const experiments = experimentsPart();
  const plans = plansPart();
  const advice = advicePart();
  const hunt = huntPart();
  const pool = poolPart();
  return {
    handlers: {
      ...embedded.handlers,
      ...database.handlers,
      ...experiments.handlers,
      ...plans.handlers,
      ...advice.handlers,
      ...hunt.handlers,
      ...pool.handlers,
    },
    pools: database.database.pools,
    close: async () => {
      for (const part of [pool, hunt, advice, plans, experiments, database, embedded]) await part.close();
    },
  };
}
