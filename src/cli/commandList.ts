import type { Command } from './command.ts';
import { doctorCommand } from './commands/doctor.ts';

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [doctorCommand];
