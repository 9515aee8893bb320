import { linuxProcesses } from './linuxProcesses.ts';
import type { Processes } from './processes.ts';
import { psProcesses } from './psProcesses.ts';

/** Undefined on systems where a running process cannot be entered. */
export function processesOfThisSystem(): Processes | undefined {
  if (process.platform === 'linux') return linuxProcesses();
  if (process.platform === 'darwin') return psProcesses();
  return undefined;
}
