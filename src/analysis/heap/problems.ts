import type { Problem } from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';

/** A bounded list of what was wrong with a file; the last line counts what did not fit. */
export class ProblemList {
  private readonly kept: Problem[] = [];
  private more = 0;

  /** Adds a problem. Where its sentence costs something, it comes as a function, called only while there is room. */
  add(where: string, what: string | (() => string)): void {
    if (this.kept.length >= limits.problemsMax.value - 1) this.more += 1;
    else this.kept.push({ where, what: typeof what === 'string' ? what : what() });
  }

  list(): readonly Problem[] {
    if (this.more === 0) return this.kept;
    return [...this.kept, { where: 'file', what: `${this.more} more problems` }];
  }
}
