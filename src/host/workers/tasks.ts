import type { Watch } from '../../analysis/heap/halt.ts';
import { comparedClasses, compareSnapshots } from './tasks/compareSnapshots.ts';
import { countClasses } from './tasks/countClasses.ts';
import { completeSnapshot } from './tasks/completeSnapshot.ts';
import { describeNode } from './tasks/describeNode.ts';
import { drawIcicle } from './tasks/drawIcicle.ts';
import { findFunctions } from './tasks/findFunctions.ts';
import { findHoldings } from './tasks/findHoldings.ts';
import { indexRetainers } from './tasks/indexRetainers.ts';
import { joinSnapshot } from './tasks/joinSnapshot.ts';
import { listNodes, readNodeRows } from './tasks/listNodes.ts';
import { keepSnapshot } from './tasks/keepSnapshot.ts';
import { nameClasses } from './tasks/nameClasses.ts';
import { readSnapshot } from './tasks/readSnapshot.ts';
import { recallFront, recallSnapshot } from './tasks/recallSnapshot.ts';
import { snapshotClasses, snapshotFigures } from './tasks/snapshotRows.ts';
import type { findStatements } from './tasks/findStatements.ts';
import type { readNames } from './tasks/readNames.ts';
import type { readPlan } from './tasks/readPlan.ts';
import type { readPools } from './tasks/readPools.ts';
import type { openProfile } from './tasks/openProfile.ts';
import type { drawFlame } from './tasks/drawFlame.ts';
import type { compareProfiles } from './tasks/compareProfiles.ts';
import type { readScriptMap } from './tasks/readScriptMap.ts';
import type { readSource } from './tasks/readSource.ts';
import type { writeReport } from './tasks/writeReport.ts';
import { findPaths, readClosureRows, readModuleRows, readScopeRows, readStringRows } from './tasks/readTables.ts';
import { readSampledAllocations, readTrackedAllocations } from './tasks/readAllocations.ts';
import { redactStrings } from './tasks/redactStrings.ts';
import type { readUsedNames } from './tasks/readUsedNames.ts';

/**
 * What a worker can be asked for: pure sums over the bytes or the one file they are handed. One file each.
 * What parses sources is loaded when it is first asked for: a worker that only reads snapshots does without.
 */
export const tasks = {
  readSnapshot,
  countClasses,
  joinSnapshot,
  findFunctions,
  findHoldings,
  findStatements: async (params: Parameters<typeof findStatements>[0]) =>
    (await import('./tasks/findStatements.ts')).findStatements(params),
  nameClasses,
  completeSnapshot,
  keepSnapshot,
  recallFront,
  recallSnapshot,
  snapshotFigures,
  snapshotClasses,
  indexRetainers,
  describeNode,
  drawIcicle,
  listNodes,
  readNodeRows,
  compareSnapshots,
  comparedClasses,
  readNames: async (params: Parameters<typeof readNames>[0]) =>
    (await import('./tasks/readNames.ts')).readNames(params),
  readScriptMap: async (params: Parameters<typeof readScriptMap>[0]) =>
    (await import('./tasks/readScriptMap.ts')).readScriptMap(params),
  readPlan: async (params: Parameters<typeof readPlan>[0]) => (await import('./tasks/readPlan.ts')).readPlan(params),
  readPools: async (params: Parameters<typeof readPools>[0]) =>
    (await import('./tasks/readPools.ts')).readPools(params),
  openProfile: async (params: Parameters<typeof openProfile>[0], watch: Watch) =>
    (await import('./tasks/openProfile.ts')).openProfile(params, watch),
  drawFlame: async (params: Parameters<typeof drawFlame>[0], watch: Watch) =>
    (await import('./tasks/drawFlame.ts')).drawFlame(params, watch),
  compareProfiles: async (params: Parameters<typeof compareProfiles>[0]) =>
    (await import('./tasks/compareProfiles.ts')).compareProfiles(params),
  readSource: async (params: Parameters<typeof readSource>[0]) =>
    (await import('./tasks/readSource.ts')).readSource(params),
  writeReport: async (params: Parameters<typeof writeReport>[0]) =>
    (await import('./tasks/writeReport.ts')).writeReport(params),
  findPaths,
  readStringRows,
  readClosureRows,
  readModuleRows,
  readScopeRows,
  readUsedNames: async (params: Parameters<typeof readUsedNames>[0]) =>
    (await import('./tasks/readUsedNames.ts')).readUsedNames(params),
  redactStrings,
  readTrackedAllocations,
  readSampledAllocations,
};

export type TaskName = keyof typeof tasks;
export type TaskParams<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0];
export type TaskAnswer<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;

/** A task on its way to a worker. */
export type TaskRequest = { readonly name: TaskName; readonly params: unknown; readonly watch: Watch };
