import type { StackFrame } from '../../protocol/livePools.ts';

const framesMax = 16;

/** A stack as the engine holds it until somebody reads it: about 1 µs to take, 10 µs to read. */
export type HeldStack = {
  /** The callers, the innermost first, without Node's own. The engine's part is let go of by the first call. */
  readonly frames: () => readonly StackFrame[];
};

const none: HeldStack = { frames: () => [] };

/**
 * Runs `work` while an own property of Error has another value, and puts it back before anybody else runs. Undefined
 * where the program forbids it.
 */
function withErrorSetting<Value>(
  name: 'stackTraceLimit' | 'prepareStackTrace',
  value: unknown,
  work: () => Value,
): Value | undefined {
  const before = Object.getOwnPropertyDescriptor(Error, name);
  if (!Reflect.defineProperty(Error, name, { value, writable: true, configurable: true, enumerable: true }))
    return undefined;
  try {
    return work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, name);
    else Reflect.defineProperty(Error, name, before);
  }
}

const framesOf = (_error: unknown, sites: readonly NodeJS.CallSite[]): readonly StackFrame[] =>
  sites.map((site) => ({
    url: site.getFileName() ?? '',
    line: (site.getLineNumber() ?? 1) - 1,
    column: (site.getColumnNumber() ?? 1) - 1,
    symbol: site.getFunctionName() ?? '',
  }));

/** The file that this stands in: once bundled, all of the probe's own frames. */
const ownFile = (() => {
  const holder: { stack?: unknown } = {};
  const stack = withErrorSetting('prepareStackTrace', framesOf, () => {
    Error.captureStackTrace(holder);
    return holder.stack;
  });
  const [first]: unknown[] = Array.isArray(stack) ? stack : [];
  return typeof first === 'object' && first !== null && 'url' in first ? first.url : '';
})();

const isOfProgram = ({ url }: StackFrame) => url !== '' && url !== ownFile && !url.startsWith('node:');

/** Where the program stands above the function `above`. Leaves the program's own ways to print stacks alone. */
export function heldStack(above: (...values: never[]) => unknown): HeldStack {
  let holder: { stack?: unknown } | undefined = {};
  const made = holder;
  try {
    const isTaken = withErrorSetting('stackTraceLimit', framesMax, () => {
      Error.captureStackTrace(made, above);
      return true;
    });
    if (isTaken === undefined) return none;
  } catch {
    // A program that forbids to look is watched without call sites.
    return none;
  }
  let frames: readonly StackFrame[] | undefined;
  return {
    frames: () => {
      if (frames !== undefined) return frames;
      const stack = withErrorSetting('prepareStackTrace', framesOf, () => holder?.stack);
      holder = undefined;
      // Made by the function above.
      frames = Array.isArray(stack) ? (stack as readonly StackFrame[]).filter(isOfProgram) : [];
      return frames;
    },
  };
}
