/** Raised inside a pass when the asker has moved on. Not an error: nobody reports it. */
export class Halted extends Error {
  constructor() {
    super('halted');
    this.name = 'Halted';
  }
}

/**
 * What a long pass looks at now and then. `flag[0]` set by another thread ends the pass; `progress[0]` tells how much
 * is done. Both lie in shared memory.
 */
export type Watch = {
  readonly flag: Int32Array;
  readonly progress: Float64Array;
};

/** How many steps of a loop may pass between two looks: well under a millisecond. */
export const lookMask = 0xffff;

/** A watch nobody else knows of. */
export function ownWatch(): Watch {
  return { flag: new Int32Array(1), progress: new Float64Array(1) };
}

/** Throws `Halted` when the flag is up. */
export function look(watch: Watch): void {
  if (Atomics.load(watch.flag, 0) !== 0) throw new Halted();
}
