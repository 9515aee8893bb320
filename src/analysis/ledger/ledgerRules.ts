import type { LedgerRule } from './ledgerRule.ts';
import { duplicateServers } from './rules/duplicateServers.ts';
import { orphanProcesses } from './rules/orphanProcesses.ts';
import { spawnPerTurn } from './rules/spawnPerTurn.ts';

/** All rules about processes, in the order in which they are asked. */
export const ledgerRules: readonly LedgerRule[] = [orphanProcesses, duplicateServers, spawnPerTurn];
