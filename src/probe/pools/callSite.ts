import type { PoolFrame } from '../../protocol/probeChannel.ts';

const framesMax = 8;
const stackSettings = ['prepareStackTrace', 'stackTraceLimit'] as const;

/**
 * Where the program stands, outermost callers last: about 10 µs. Leaves the program's own ways to print stacks alone:
 * they are put back before anybody else runs. Empty where the program forbids to look.
 */
export function callSite(above: (...values: never[]) => unknown): readonly PoolFrame[] {
  const before = stackSettings.map((name) => [name, Object.getOwnPropertyDescriptor(Error, name)] as const);
  try {
    Error.stackTraceLimit = framesMax;
    Error.prepareStackTrace = (_error, sites) =>
      sites.map((site) => ({
        url: site.getFileName() ?? '',
        line: (site.getLineNumber() ?? 1) - 1,
        column: (site.getColumnNumber() ?? 1) - 1,
        symbol: site.getFunctionName() ?? '',
      }));
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, above);
    // Made by the function above.
    const frames = Array.isArray(holder.stack) ? (holder.stack as readonly PoolFrame[]) : [];
    return frames.filter(({ url }) => url !== '' && !url.startsWith('node:'));
  } catch {
    // A program that froze Error is watched without call sites.
    return [];
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(Error, name);
      else Reflect.defineProperty(Error, name, descriptor);
    }
  }
}
