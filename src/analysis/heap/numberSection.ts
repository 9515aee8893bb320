import type { ProblemList } from './problems.ts';
import { NumberTokens } from './numberTokens.ts';

/** Reads a short flat array, such as `locations`, into one list of numbers. */
export class NumberSection {
  done = false;
  private readonly tokens = new NumberTokens();
  private readonly where: string;
  private readonly problems: ProblemList;
  private values = new Uint32Array(4096);
  private count = 0;

  constructor(where: string, problems: ProblemList) {
    this.where = where;
    this.problems = problems;
  }

  push(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    const { tokens } = this;
    while (at < end && !this.done) {
      at = tokens.fill(bytes, at, end);
      this.take();
      this.done = tokens.ended || tokens.broken !== undefined;
    }
    if (tokens.broken !== undefined) this.problems.add(this.where, `${tokens.broken} after ${this.count} numbers`);
    return at;
  }

  get isWhole(): boolean {
    return this.tokens.ended;
  }

  numbers(): Uint32Array {
    return this.values.subarray(0, this.count);
  }

  private take(): void {
    const { tokens } = this;
    const needed = this.count + tokens.count;
    if (needed > this.values.length) {
      const longer = new Uint32Array(Math.max(needed, this.values.length * 2));
      longer.set(this.values);
      this.values = longer;
    }
    this.values.set(tokens.batch.subarray(0, tokens.count), this.count);
    this.count = needed;
    tokens.keepFrom(tokens.count);
  }
}
