import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { ProfileKind } from '../../protocol/profiles.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { ProfileReport, WatchedTarget } from './watchedTarget.ts';

const intervalUs = 1_000;
let nextRequestId = 1;

/** The profiler of one target, as its probe runs it. Each throws the Failures `targetGone` and `profileFailed`. */
export type TargetProfiler = {
  readonly start: (kind: ProfileKind) => Promise<void>;
  /** Ends it, and has the target write it into `file`. */
  readonly finish: (file: string) => Promise<void>;
  /** Ends it without a file. */
  readonly drop: () => void;
};

type Wish =
  | { readonly type: 'startProfile'; readonly kind: ProfileKind; readonly intervalUs: number }
  | { readonly type: 'stopProfile'; readonly file: string };

async function answered(one: WatchedTarget, wish: Wish, onLate?: () => void): Promise<void> {
  const { connection, target } = one;
  if (connection === undefined) throw new Failure('targetGone', `${target.name} is not connected.`);
  const requestId = nextRequestId++;
  let timer: NodeJS.Timeout | undefined;
  const late = limits.profileAnswerMs.value as Milliseconds;
  const report = await new Promise<ProfileReport | 'gone' | 'late'>((resolve) => {
    one.profileWishes.set(requestId, resolve);
    timer = setTimeout(() => resolve('late'), late);
    connection.send({ ...wish, requestId });
  });
  clearTimeout(timer);
  one.profileWishes.delete(requestId);
  if (report === 'gone') throw new Failure('targetGone', `${target.name} ended or was left during its profile.`);
  if (report === 'late') {
    onLate?.();
    throw new Failure(
      'profileFailed',
      `${target.name} did not answer within ${late / 1000} s: its event loop is busy.`,
    );
  }
  if (report.type === 'profileFailed')
    throw new Failure('profileFailed', `${target.name} could not be profiled.`, new Error(report.reason));
}

export function targetProfiler(one: WatchedTarget): TargetProfiler {
  const drop = () => one.connection?.send({ type: 'dropProfile', requestId: nextRequestId++ });
  return {
    // A start that comes too late would go on in the program: it is dropped as soon as it has begun.
    start: (kind) => answered(one, { type: 'startProfile', kind, intervalUs }, drop),
    finish: (file) => answered(one, { type: 'stopProfile', file }),
    drop,
  };
}
