import path from 'node:path';
import type { HostClient } from '../channel/hostClient.ts';
import type { CaptureId } from '../protocol/captures.ts';
import { Failure } from '../protocol/failures.ts';
import type { CommandContext } from './command.ts';
import { finishedJob } from './finishedJob.ts';

/** Gives a snapshot file to the host. Rejects with the Failure that says why it is not taken. */
export async function importedCapture(
  client: HostClient,
  file: string,
  context: Pick<CommandContext, 'signal' | 'output'>,
): Promise<CaptureId> {
  const [captureId] = await finishedJob(client, 'captures/import', { file: path.resolve(file) }, context);
  if (captureId === undefined) throw new Failure('internal', `the host took ${file} in but gave it no name`);
  return captureId;
}
