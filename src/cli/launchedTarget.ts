import type { HostClient } from '../channel/hostClient.ts';
import { Failure } from '../protocol/failures.ts';
import type { Target } from '../protocol/targets.ts';
import type { LaunchedProgram } from './launchedProgram.ts';

/** What runs scripts for people, and is not what they want to watch. */
const runners = new Set([
  'npm',
  'npx',
  'npm-cli.js',
  'npx-cli.js',
  'pnpm',
  'pnpm.cjs',
  'yarn',
  'yarn.js',
  'corepack.js',
]);
/** How long a launched program may take to report where the watching is to end by itself: a build may stand before it. */
const reportMs = 30_000;

/** Resolves with the first target that passes, now or later. Rejects when `signal` is aborted. */
export function nextTarget(
  client: HostClient,
  passes: (target: Target) => boolean,
  signal: AbortSignal,
): Promise<Target> {
  return new Promise((resolve, reject) => {
    const end = () => {
      stop();
      signal.removeEventListener('abort', abort);
    };
    const look = (targets: readonly Target[]) => {
      const found = targets.find(passes);
      if (found === undefined) return;
      end();
      resolve(found);
    };
    const abort = () => {
      end();
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const stop = client.onEvent('targets/changed', ({ targets }) => look(targets));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else client.request('targets/list', {}).then(look, reject);
  });
}

/**
 * The target to watch of a launched program: itself, or what a package manager runs. Where the watching is not endless,
 * it is waited for so long only. Throws the Failure `targetNotNode`.
 */
export async function launchedTarget(
  client: HostClient,
  program: LaunchedProgram,
  { signal, isEndless }: { readonly signal: AbortSignal; readonly isEndless: boolean },
): Promise<Target> {
  const before = new Set((await client.request('targets/list', {})).map(({ targetId }) => targetId));
  const gone = new AbortController();
  const first = nextTarget(
    client,
    ({ targetId, way, threadId, name, state }) =>
      !before.has(targetId) && state === 'watching' && way === 'launched' && threadId === 0 && !runners.has(name),
    AbortSignal.any([signal, gone.signal]),
  );
  const ended = program.ended.then((how) => {
    const reason = new Failure(
      'targetNotNode',
      `The program ended (${how}) before it reported: it is not Node.js, or was over at once.`,
    );
    gone.abort(reason);
    throw reason;
  });
  const silent = new Failure(
    'targetNotNode',
    `The program has not reported within ${reportMs / 1000} s: it is not Node.js, or starts none.`,
  );
  const patience = isEndless ? undefined : setTimeout(() => gone.abort(silent), reportMs);
  return Promise.race([first, ended]).finally(() => clearTimeout(patience));
}
