import { Session } from 'node:inspector';
import { performance } from 'node:perf_hooks';
import type { StackFrame } from '../../protocol/livePools.ts';

/** What the watched thread and the one that watches share: counters and a mailbox for one stack. */
export type StallShare = { readonly pitstopStallShare: SharedArrayBuffer; readonly lateMs: number };

/** Places of the counters, and where the mailbox begins. */
export const shareAt = { beat: 0, mailLength: 1, isMute: 2, headBytes: 16 } as const;
export const shareCounters = 3;
export const shareBytes = 64 * 1024;

/** What the thread that watches writes into the mailbox. */
export type StallMail = {
  /** The beat that did not come. */
  readonly beat: number;
  /** How long the stack was waited for: a call that lets nobody in answers only when it is over. */
  readonly waitedMs: number;
  readonly frames: readonly StackFrame[];
};

const lookEveryMs = 40;
/** Looks inside one stall: the first soon, the others further and further apart. */
const looksMax = 8;
const restMs = 60;

/**
 * Runs in the watched thread, in the middle of whatever it does: an evaluation by the inspector is let in at the next
 * check of the engine for interrupts, on top of the stack that holds the thread up. It must need nothing from outside.
 */
const stackExpression = `(() => {
  const names = ['stackTraceLimit', 'prepareStackTrace'];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(Error, name));
  const set = (name, value) => Reflect.defineProperty(Error, name, { value, writable: true, configurable: true, enumerable: true });
  try {
    if (!set('stackTraceLimit', 40)) return '[]';
    set('prepareStackTrace', (_error, sites) => sites.map((site) => ({
      url: site.getFileName() || '', line: (site.getLineNumber() || 1) - 1, column: (site.getColumnNumber() || 1) - 1, symbol: site.getFunctionName() || '',
    })));
    const holder = {};
    Error.captureStackTrace(holder);
    return JSON.stringify(holder.stack);
  } finally {
    names.forEach((name, index) => before[index] === undefined ? Reflect.deleteProperty(Error, name) : Reflect.defineProperty(Error, name, before[index]));
  }
})()`;

function framesIn(text: unknown): readonly StackFrame[] {
  const parsed: unknown = typeof text === 'string' ? JSON.parse(text) : [];
  // Made by the expression above.
  const frames = Array.isArray(parsed) ? (parsed as readonly StackFrame[]) : [];
  return frames.filter(({ url }) => url !== '').slice(0, 30);
}

/** The value of an evaluation's answer. */
function valueOf(answer: object | undefined): unknown {
  const result: unknown = answer !== undefined && 'result' in answer ? answer.result : undefined;
  return typeof result === 'object' && result !== null && 'value' in result ? result.value : undefined;
}

/**
 * Watches the main thread's beat from a thread of its own. Where the beat is late it asks the main thread for its stack
 * once, and again while it stays late; it is connected to the main thread only for the question.
 */
export function watchBeat({ pitstopStallShare: share, lateMs }: StallShare): void {
  const counters = new Int32Array(share, 0, shareCounters);
  const mailbox = new Uint8Array(share, shareAt.headBytes);
  let beat = -1;
  let beatAt = performance.now();
  let looks = 0;
  let lookedAt = -Infinity;
  let isAsking = false;

  const ask = (): void => {
    isAsking = true;
    const askedAt = performance.now();
    const asked = beat;
    const session = new Session();
    const end = () => {
      session.disconnect();
      lookedAt = performance.now();
      isAsking = false;
    };
    try {
      session.connectToMainThread();
      const question = { expression: stackExpression, returnByValue: true, silent: true };
      session.post('Runtime.evaluate', question, (error, answer) => {
        if (error === null && Atomics.load(counters, shareAt.mailLength) === 0) {
          const waitedMs = performance.now() - askedAt;
          const mail: StallMail = { beat: asked, waitedMs, frames: framesIn(valueOf(answer)) };
          const bytes = new TextEncoder().encode(JSON.stringify(mail));
          if (bytes.byteLength <= mailbox.byteLength) {
            mailbox.set(bytes);
            Atomics.store(counters, shareAt.mailLength, bytes.byteLength);
          }
        }
        end();
      });
    } catch {
      // The main thread is ending, or does not let itself be asked: there is no stack then.
      end();
    }
  };

  setInterval(() => {
    const now = performance.now();
    const current = Atomics.load(counters, shareAt.beat);
    if (current !== beat) {
      beat = current;
      beatAt = now;
      looks = 0;
      return;
    }
    // A session that ends would cost the heap the ids of its objects.
    if (Atomics.load(counters, shareAt.isMute) !== 0) return;
    if (isAsking || looks >= looksMax || now - beatAt < lateMs || now - lookedAt < restMs * 2 ** looks) return;
    looks += 1;
    ask();
  }, lookEveryMs);
}
