import type { Watch } from '../../analysis/heap/halt.ts';
import { comparedClasses, compareSnapshots } from './tasks/compareSnapshots.ts';
import { completeSnapshot } from './tasks/completeSnapshot.ts';
import { describeNode } from './tasks/describeNode.ts';
import { drawIcicle } from './tasks/drawIcicle.ts';
import { findFunctions } from './tasks/findFunctions.ts';
import { findHoldings } from './tasks/findHoldings.ts';
import { findStatements } from './tasks/findStatements.ts';
import { indexRetainers } from './tasks/indexRetainers.ts';
import { joinSnapshot } from './tasks/joinSnapshot.ts';
import { nameClasses } from './tasks/nameClasses.ts';
import { readNames } from './tasks/readNames.ts';
import { readPools } from './tasks/readPools.ts';
import { readScriptMap } from './tasks/readScriptMap.ts';
import { readSnapshot } from './tasks/readSnapshot.ts';
import { snapshotClasses, snapshotFigures } from './tasks/snapshotRows.ts';
import { readSource } from './tasks/readSource.ts';
import { writeReport } from './tasks/writeReport.ts';

/** What a worker can be asked for: pure sums over the bytes or the one file they are handed. One file each. */
export const tasks = {
  readSnapshot,
  joinSnapshot,
  findFunctions,
  findHoldings,
  findStatements,
  nameClasses,
  completeSnapshot,
  snapshotFigures,
  snapshotClasses,
  indexRetainers,
  describeNode,
  drawIcicle,
  compareSnapshots,
  comparedClasses,
  readNames,
  readScriptMap,
  readPools,
  readSource,
  writeReport,
};

export type TaskName = keyof typeof tasks;
export type TaskParams<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0];
export type TaskAnswer<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;

/** A task on its way to a worker. */
export type TaskRequest = { readonly name: TaskName; readonly params: unknown; readonly watch: Watch };
