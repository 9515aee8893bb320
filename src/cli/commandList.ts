import type { Command } from './command.ts';
import { adviseCommand } from './commands/advise.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { heapAllocationsCommand } from './commands/heapAllocations.ts';
import { heapClosuresCommand } from './commands/heapClosures.ts';
import { heapContextsCommand } from './commands/heapContexts.ts';
import { heapDiffCommand } from './commands/heapDiff.ts';
import { heapModulesCommand } from './commands/heapModules.ts';
import { heapNodeCommand } from './commands/heapNode.ts';
import { heapPathsCommand } from './commands/heapPaths.ts';
import { heapShareCommand } from './commands/heapShare.ts';
import { heapStringsCommand } from './commands/heapStrings.ts';
import { heapSummaryCommand } from './commands/heapSummary.ts';
import { huntCommand } from './commands/hunt.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { loadCommand } from './commands/load.ts';
import { profileCommand } from './commands/profile.ts';
import { tunePoolCommand } from './commands/tunePool.ts';
import { watchCommand } from './commands/watch.ts';

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  heapSummaryCommand,
  heapDiffCommand,
  heapNodeCommand,
  heapPathsCommand,
  heapStringsCommand,
  heapModulesCommand,
  heapContextsCommand,
  heapClosuresCommand,
  heapAllocationsCommand,
  heapShareCommand,
  watchCommand,
  profileCommand,
  huntCommand,
  ledgerCommand,
  loadCommand,
  tunePoolCommand,
  explainCommand,
  adviseCommand,
  demoCommand,
  doctorCommand,
];
