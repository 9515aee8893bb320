import path from 'node:path';
import type { Capture } from '../../protocol/captures.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { JobControl, Jobs } from '../jobs/jobs.ts';
import type { Targets } from '../session/targets.ts';
import type { Captures, NewCapture } from './captures.ts';
import type { HeapdumpFolders } from './heapdumpFolders.ts';
import type { ImportAbout, OpenCaptures } from './openCaptures.ts';

/** What the captures ask of the targets. */
export type CaptureTargets = Pick<Targets, 'list' | 'get' | 'takeSnapshot'>;

/**
 * One heap while one probe is in it: object ids mean the same only between captures with the same key. Each probe tells
 * the process's start by its own reading of the clock, so that its microseconds tell one probe from the next.
 */
function processKeyOf({ pid, startedAt, threadId }: Target): string {
  return `${pid}@${startedAt}/${threadId}`;
}

function takenOf(target: Target): Pick<NewCapture, 'targetId' | 'targetName' | 'targetPid' | 'processKey'> {
  return {
    targetId: target.targetId,
    targetName: target.name,
    targetPid: target.pid,
    processKey: processKeyOf(target),
  };
}

/** Takes a snapshot of a target and keeps it as a capture. Throws the Failures of both. */
export async function takenCapture(
  parts: {
    readonly captures: Pick<Captures, 'add' | 'partialFile'>;
    readonly targets: Pick<CaptureTargets, 'get' | 'takeSnapshot'>;
  },
  targetId: TargetId,
  means: 'inspector' | 'heapdump',
  control: JobControl,
): Promise<Capture> {
  const { captures, targets } = parts;
  const target = targets.get(targetId);
  const partialFile = captures.partialFile();
  const { pauseMs, scripts } = await targets.takeSnapshot(targetId, means, partialFile, control);
  const way = means === 'heapdump' ? 'heapdump' : 'inspector';
  return captures.add({ partialFile, way, scripts, pauseMs, ...takenOf(target) });
}

/** What can be said of a file that heapdump wrote into a folder: whose it is, when just one target writes there. */
function heapdumpAbout(targets: readonly Target[], folder: string): ImportAbout {
  const writers = targets.filter(
    (target) => target.hasHeapdump && target.state === 'watching' && path.normalize(target.folder) === folder,
  );
  const [writer] = writers;
  return { way: 'heapdump', ...(writer !== undefined && writers.length === 1 ? takenOf(writer) : {}) };
}

/** Imports what heapdump wrote, as a job like any import. */
export function importHeapdumpFile(
  parts: { readonly captures: OpenCaptures; readonly jobs: Jobs; readonly targets: Pick<CaptureTargets, 'list'> },
  file: string,
  folder: string,
): void {
  const about = heapdumpAbout(parts.targets.list(), folder);
  parts.jobs.start({ kind: 'importSnapshot', title: `Import of ${path.basename(file)}` }, async (control) => [
    (await parts.captures.importFile(file, about, control)).captureId,
  ]);
}

/** The captures' part of the channel; comparing two is the heap's own. */
export function captureHandlers(parts: {
  readonly captures: OpenCaptures;
  readonly jobs: Jobs;
  readonly targets: CaptureTargets;
  readonly folders: HeapdumpFolders;
}): Handlers<'captures/list' | 'captures/take' | 'captures/import' | 'captures/remove' | 'captures/watchFolder'> {
  const { captures, jobs, targets, folders } = parts;
  return {
    'captures/list': () => captures.list(),
    'captures/take': ({ targetId, means }) => {
      const target = targets.get(targetId);
      const jobId = jobs.start({ kind: 'takeSnapshot', title: `Snapshot of ${target.name}` }, async (control) => [
        (await takenCapture({ captures, targets }, targetId, means, control)).captureId,
      ]);
      return { jobId };
    },
    'captures/import': ({ file }) => ({
      jobId: jobs.start({ kind: 'importSnapshot', title: `Import of ${path.basename(file)}` }, async (control) => [
        (await captures.importFile(file, { way: 'import' }, control)).captureId,
      ]),
    }),
    'captures/remove': async ({ captureId }) => {
      await captures.remove(captureId);
      return {};
    },
    'captures/watchFolder': async ({ folder }) => {
      await folders.watch(folder);
      return {};
    },
  };
}
