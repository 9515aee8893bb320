import type { StackFrame, StatementFigures } from '../../protocol/livePools.ts';
import type { HeldStack } from './callSite.ts';

const statementsMax = 200;
const toldMax = 30;
const textLengthMax = 4_000;
const sitesMax = 8;

type Site = { readonly frames: readonly StackFrame[]; count: number };
type Known = { calls: number; totalMs: number; rows: number; readonly sites: Map<string, Site> };

/** The statements that ran on the clients of a pool, by their text. */
export type StatementLedger = {
  /** One has run. `stack` is where it was asked for; undefined where that was not taken. */
  readonly ran: (text: string, ms: number, rows: number, stack: HeldStack | undefined) => void;
  /** What ran since the last call, those that took longest first. */
  readonly take: () => readonly StatementFigures[];
};

const isOfPackage = ({ url }: StackFrame) => /[\\/]node_modules[\\/]/.test(url);

/** Where a statement was asked for: of its own stack and that of its client, the one that leads into the program. */
export function ownStack(own: HeldStack | undefined, ofClient: HeldStack | undefined): HeldStack | undefined {
  if (own === undefined || own.frames().every(isOfPackage)) return ofClient ?? own;
  return own;
}

export function statementLedger(): StatementLedger {
  const statements = new Map<string, Known>();

  const noteSite = ({ sites }: Known, stack: HeldStack) => {
    const frames = stack.frames();
    if (frames.length === 0) return;
    const key = frames.map(({ url, line, column }) => `${url}:${line}:${column}`).join('\n');
    const site = sites.get(key);
    if (site !== undefined) site.count += 1;
    else if (sites.size < sitesMax) sites.set(key, { frames, count: 1 });
  };

  return {
    ran: (text, ms, rows, stack) => {
      let known = statements.get(text);
      if (known === undefined) {
        if (statements.size >= statementsMax || text.length > textLengthMax) return;
        known = { calls: 0, totalMs: 0, rows: 0, sites: new Map() };
        statements.set(text, known);
      }
      known.calls += 1;
      known.totalMs += ms;
      known.rows += rows;
      if (stack !== undefined) noteSite(known, stack);
    },
    take: () => {
      const all = [...statements].map(([text, { calls, totalMs, rows, sites }]): StatementFigures => {
        const [first] = [...sites.values()].toSorted((one, other) => other.count - one.count);
        const taken = [...sites.values()].reduce((sum, { count }) => sum + count, 0);
        return {
          text,
          calls,
          totalMs,
          rows,
          frames: first?.frames ?? [],
          siteShare: first === undefined ? 0 : first.count / taken,
        };
      });
      statements.clear();
      return all.toSorted((one, other) => other.totalMs - one.totalMs).slice(0, toldMax);
    },
  };
}
