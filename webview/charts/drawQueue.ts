/** Draws one picture a frame, so that several that move together never make one long task. */
export class DrawQueue {
  private readonly waiting = new Map<object, () => void>();
  private readonly nextFrame: (run: () => void) => void;

  constructor(nextFrame: (run: () => void) => void) {
    this.nextFrame = nextFrame;
  }

  /** Draws the owner's newest picture in a frame to come; an older one that still waits is left out. */
  soon(owner: object, draw: () => void): void {
    this.waiting.set(owner, draw);
    if (this.waiting.size === 1) this.nextFrame(() => this.run());
  }

  private run(): void {
    for (const [owner, draw] of this.waiting) {
      this.waiting.delete(owner);
      if (this.waiting.size > 0) this.nextFrame(() => this.run());
      draw();
      return;
    }
  }
}

/** The queue of this page. */
export const pictures = new DrawQueue((run) => window.requestAnimationFrame(run));
