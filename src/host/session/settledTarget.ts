import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { SettledMemory } from '../../protocol/probeChannel.ts';
import type { SettledReport, WatchedTarget } from './watchedTarget.ts';

let nextRequestId = 1;

/**
 * Has the target collect what nobody holds, and gives what is left. An answer that nobody waits for any more is let go
 * by. Throws the Failures `targetGone` and `targetBusy`, or the signal's reason.
 */
export async function settledTarget(one: WatchedTarget, signal: AbortSignal): Promise<SettledMemory> {
  const { connection, target } = one;
  signal.throwIfAborted();
  if (connection === undefined || target.state !== 'watching')
    throw new Failure('targetGone', `${target.name} is not watched any more, so it cannot be asked what it holds.`);
  if (one.snapshot !== undefined || one.settling !== undefined)
    throw new Failure('targetBusy', `${target.name} is being asked what it holds already.`);
  const requestId = nextRequestId++;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(limits.settleTimeoutMs.value)]);
  let end: () => void = () => undefined;
  const answer = new Promise<SettledReport | 'gone'>((resolve, reject) => {
    const abort = () =>
      reject(
        signal.aborted
          ? signal.reason
          : new Failure('targetGone', `${target.name} has not answered in time: its event loop does not turn.`),
      );
    patience.addEventListener('abort', abort, { once: true });
    one.settling = (report) => {
      if (report === 'gone' || report.requestId === requestId) resolve(report);
    };
    end = () => patience.removeEventListener('abort', abort);
    connection.send({ type: 'settle', requestId });
  });
  try {
    const report = await answer;
    if (report === 'gone') throw new Failure('targetGone', `${target.name} ended or was left while it was looked at.`);
    const { type: _type, requestId: _requestId, ...memory } = report;
    return memory;
  } finally {
    end();
    one.settling = undefined;
  }
}
