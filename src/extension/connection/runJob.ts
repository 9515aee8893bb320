import * as vscode from 'vscode';
import type { HostClient } from '../../channel/hostClient.ts';
import { failureOf } from '../../protocol/failures.ts';
import type { Job, JobId, Progress } from '../../protocol/jobs.ts';
import { bytesText, spanText } from '../../format/figures.ts';

/** How far the work is, in words: `writing 12 MB of 80 MB`. */
export function progressWords({ label, done, total, unit }: Progress): string {
  const words = (value: number) => (unit === 'bytes' ? bytesText(value) : unit === 'ms' ? spanText(value) : `${value}`);
  if (total === null) return done === 0 ? label : `${label} ${words(done)}`;
  return vscode.l10n.t('{0} {1} of {2}', label, words(done), words(total));
}

/** Waits for the end of a job. Rejects where the host goes away before. */
function endOf(client: HostClient, jobId: JobId, onProgress: (progress: Progress) => void): Promise<Job> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const settle = (settled: () => void) => {
      for (const stop of stops) stop();
      settled();
    };
    const take = (job: Job) => {
      if (job.jobId !== jobId) return;
      if (job.state !== 'running') settle(() => resolve(job));
      else if (job.progress !== null) onProgress(job.progress);
    };
    stops.push(client.onEvent('jobs/changed', ({ job }) => take(job)));
    stops.push(
      client.onClose(() =>
        settle(() => reject(new Error(vscode.l10n.t('The agent host ended while it worked on this.')))),
      ),
    );
    // It may have ended before we listened.
    client.request('jobs/list', {}).then(
      (jobs) => jobs.forEach(take),
      (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
  });
}

/**
 * Starts a job and shows how far it is, with a way to cancel. Gives the ids of what it made. Throws the job's Failure,
 * or a CancellationError.
 */
export async function runJob(
  client: HostClient,
  title: string,
  start: () => Promise<{ readonly jobId: JobId }>,
): Promise<readonly string[]> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (view, token) => {
    const { jobId } = await start();
    // A job that ended meanwhile needs no cancelling.
    token.onCancellationRequested(() => void client.request('jobs/cancel', { jobId }).catch(() => undefined));
    let shownShare = 0;
    const job = await endOf(client, jobId, (progress) => {
      const share =
        progress.total === null || progress.total === 0 ? shownShare : (progress.done / progress.total) * 100;
      view.report({ message: progressWords(progress), increment: Math.max(0, share - shownShare) });
      shownShare = Math.max(shownShare, share);
    });
    if (job.state === 'cancelled') throw new vscode.CancellationError();
    if (job.failure !== undefined) throw failureOf(job.failure);
    return job.made;
  });
}
