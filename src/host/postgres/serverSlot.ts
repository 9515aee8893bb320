import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import { isProcessAlive } from '../life/isProcessAlive.ts';
import { makeServerFolder, type ServerUser } from './serverUser.ts';

/** The folder of one server: no two hosts use one at the same time. */
export type ServerSlot = {
  readonly folder: string;
  readonly dataFolder: string;
  /** Lets another host have it. */
  readonly release: () => void;
};

const previousEndMs = 5_000;

/** Takes the folder for this process, when no living one has it. */
function claim(ownerFile: string): boolean {
  const owner = existsSync(ownerFile) ? Number(readFileSync(ownerFile, 'utf8')) : 0;
  if (owner > 0 && isProcessAlive(owner)) return false;
  rmSync(ownerFile, { force: true });
  try {
    // Two hosts may come here at once: one of them makes the file, and the server's own lock stops what is left.
    writeFileSync(ownerFile, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** Pid of a server that still runs on these data, or 0. */
function runningServer(dataFolder: string): number {
  const file = path.join(dataFolder, 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  return pid > 0 && isProcessAlive(pid) ? pid : 0;
}

/** True where the process is a server on these data, not another that got its number. */
function isServerOf(pid: number, dataFolder: string): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').split('\0').includes(dataFolder);
}

/** Waits for the server of a host that died; its guard ends it. One whose guard died as well is ended here. */
async function previousEnd(dataFolder: string): Promise<boolean> {
  const deadline = performance.now() + previousEndMs;
  for (let pid = runningServer(dataFolder); pid > 0; pid = runningServer(dataFolder)) {
    if (process.platform !== 'linux') return false;
    if (!isServerOf(pid, dataFolder)) {
      // Left by a crash of the machine: the server would take that process for another server.
      rmSync(path.join(dataFolder, 'postmaster.pid'), { force: true });
      return true;
    }
    if (performance.now() > deadline) return false;
    if (performance.now() > deadline - previousEndMs / 2) process.kill(pid, 'SIGQUIT');
    await wait(50);
  }
  return true;
}

/** The first free server folder below `folder`. Throws the Failure `limitReached` when too many hosts have one. */
export async function claimSlot(folder: string, user: ServerUser): Promise<ServerSlot> {
  makeServerFolder(folder, user);
  for (let number = 1; number <= limits.postgresSlotsMax.value; number += 1) {
    const slot = path.join(folder, String(number));
    makeServerFolder(slot, user);
    const ownerFile = path.join(slot, 'owner');
    if (!claim(ownerFile)) continue;
    const dataFolder = path.join(slot, 'data');
    const release = () => rmSync(ownerFile, { force: true });
    if (await previousEnd(dataFolder)) return { folder: slot, dataFolder, release };
    release();
  }
  throw new Failure('limitReached', `${limits.postgresSlotsMax.value} embedded servers run already in ${folder}`);
}
