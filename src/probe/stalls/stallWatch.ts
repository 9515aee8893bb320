import { performance } from 'node:perf_hooks';
import { isMainThread, Worker } from 'node:worker_threads';
import type { StackFrame } from '../../protocol/livePools.ts';
import { limits } from '../../protocol/limits.ts';
import type { StallFigures } from '../../protocol/stalls.ts';
import { ownThreads } from '../pools/ownThreads.ts';
import { slowCalls, type SlowCall } from './slowCalls.ts';
import { shareAt, shareBytes, shareCounters, type StallMail, type StallShare } from './stallThread.ts';

const beatMs = 50;
/** A beat that is this late is a stall. */
const stallMs = 100;
/** From here on the thread is asked what it does, so that what ends just after has been seen. */
const lookMs = 45;
const keptMax = 200;
/** A question that was answered after so long was let in only when the call was over. */
const insideMs = 60;

const isOfProgram = ({ url }: StackFrame, ownFile: string) =>
  url !== ownFile && !url.startsWith('node:') && !url.startsWith('internal/');

/** A thread that got less CPU than this share of the time was not run by the system. */
const cpuShareMin = 0.5;
/** Where its stack is known, so much CPU is enough. */
const ranMsMin = 40;

/** What held the loop up, from the start until `close`. */
export type StallWatch = {
  /** The stalls since the last call. */
  readonly take: () => readonly StallFigures[];
  /** Until the answer is called, the loop is held up by us: that is told on its own. */
  readonly lookAway: () => () => void;
  /** From now on no stack is asked for: a question is a session of the engine's, and ends with the ids of all objects. */
  readonly askNoMore: () => void;
  readonly close: () => void;
};

/**
 * Tells when the event loop stands still and what held it: a thread beside it asks for the stack where the loop's beat
 * is late, and calls into Node that let nobody in are timed. The thread is started by the first stall, which therefore
 * has no stack: a program without stalls costs no memory for it. Costs 20 beats a second, and about a millisecond for
 * each stall. In a worker thread of the program only the timed calls are told.
 */
export function openStallWatch(probeFile: string, run: (work: () => void) => void): StallWatch {
  const share = new SharedArrayBuffer(shareBytes);
  const counters = new Int32Array(share, 0, shareCounters);
  const mailbox = new Uint8Array(share, shareAt.headBytes);
  let stalls: StallFigures[] = [];
  let slow: SlowCall[] = [];
  let mails: StallMail[] = [];
  let dueAt = performance.now() + beatMs;
  let cpuBefore = cpuMs();
  let lookedAway = 0;

  let worker: Worker | 'none' | undefined = isMainThread ? undefined : 'none';
  const restore = slowCalls(stallMs / 2, (call) => {
    slow.push(call);
    if (slow.length > keptMax) slow.shift();
  });

  const readMail = () => {
    const length = Atomics.load(counters, shareAt.mailLength);
    if (length === 0) return;
    const mail: StallMail = JSON.parse(Buffer.from(mailbox.slice(0, length)).toString('utf8'));
    Atomics.store(counters, shareAt.mailLength, 0);
    if (mail.frames.length > 0) mails.push(mail);
  };

  const beat = () => {
    const now = performance.now();
    const lateMs = now - dueAt;
    const cpu = cpuMs();
    readMail();
    // Where the system did not let us run, the program is not to blame. Calls that wait are timed by themselves, and on
    // a busy machine code that was seen inside may have had half of the time.
    const spentMs = cpu - cpuBefore;
    const hasRun = spentMs >= lateMs * cpuShareMin || slow.length > 0 || (spentMs >= ranMsMin && mails.length > 0);
    if (lateMs >= stallMs && hasRun && lookedAway === 0) {
      worker ??= startedThread(probeFile, share) ?? 'none';
      stalls.push(...stallsOf({ lengthMs: lateMs, endedAt: now, slow, mails, probeFile }));
      if (stalls.length > keptMax) stalls = stalls.slice(-keptMax);
    }
    slow = [];
    mails = [];
    cpuBefore = cpu;
    dueAt = performance.now() + beatMs;
    Atomics.add(counters, shareAt.beat, 1);
  };
  const timer = setInterval(() => run(beat), beatMs);
  timer.unref();
  return {
    take: () => {
      const taken = stalls.slice(-limits.stallsPerReadingMax.value);
      stalls = [];
      return taken;
    },
    lookAway: () => {
      lookedAway += 1;
      return () => {
        lookedAway -= 1;
        slow = [];
        dueAt = performance.now() + beatMs;
      };
    },
    askNoMore: () => {
      Atomics.store(counters, shareAt.isMute, 1);
    },
    close: () => {
      clearInterval(timer);
      restore();
      if (worker !== undefined && worker !== 'none') void worker.terminate();
    },
  };
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function startedThread(probeFile: string, share: SharedArrayBuffer): Worker | undefined {
  // A program that hears of new threads would see this one.
  if (process.listenerCount('worker') > 0) return undefined;
  try {
    const workerData: StallShare = { pitstopStallShare: share, lateMs: beatMs + lookMs };
    const worker = new Worker(probeFile, {
      workerData,
      env: {},
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      trackUnmanagedFds: false,
      name: 'pitstop',
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    });
    ownThreads.add(worker);
    worker.unref();
    // A thread that cannot go on leaves the stalls without a stack.
    worker.on('error', () => undefined);
    return worker;
  } catch {
    // A program that may start no threads is watched without stacks.
    return undefined;
  }
}

type Seen = {
  readonly lengthMs: number;
  readonly endedAt: number;
  readonly slow: readonly SlowCall[];
  readonly mails: readonly StallMail[];
  readonly probeFile: string;
};

/** One stall for each slow call in it; where none makes up most of it, what was seen inside. */
function stallsOf({ lengthMs, endedAt, slow, mails, probeFile }: Seen): readonly StallFigures[] {
  const origin = Date.now() - endedAt;
  // A wrapped call may call another: the outermost, which is told last, stands for both.
  const calls = slow.filter(
    (one, at) => !slow.slice(at + 1).some((other) => other.endedAt - other.lengthMs <= one.endedAt - one.lengthMs),
  );
  const explained = calls.reduce((sum, call) => sum + call.lengthMs, 0);
  const timed = calls.map((one): StallFigures => ({
    at: origin + one.endedAt - one.lengthMs,
    lengthMs: one.lengthMs,
    kind: one.kind,
    call: one.call,
    bytes: one.bytes,
    isInside: true,
    frames: one.stack.frames(),
  }));
  const restMs = lengthMs - explained;
  if (restMs < stallMs / 2 && timed.length > 0) return timed;
  const [first] = mails;
  const mail = mails.find(({ waitedMs }) => waitedMs < insideMs) ?? first;
  return [
    ...timed,
    {
      at: origin + endedAt - lengthMs,
      lengthMs: restMs,
      kind: 'code',
      call: '',
      bytes: null,
      isInside: mail !== undefined && mail.waitedMs < insideMs,
      frames: (mail?.frames ?? []).filter((frame) => isOfProgram(frame, probeFile)),
    },
  ];
}
