/** Stops what was started, the last first. */
export type StopList = {
  /** `name` is told when the stop fails or takes too long. */
  readonly add: (name: string, stop: () => void | Promise<void>) => void;
  /** Stops all. A part that fails or is slow is reported, and the others are stopped all the same. False if one was slow. */
  readonly stopAll: () => Promise<boolean>;
};

/** What most parts need at most to stop. */
const reserveMs = 100;

/** A list whose `stopAll` is over within `deadlineMs`, whatever its parts do. */
export function stopList(deadlineMs: number, report: (error: unknown) => void): StopList {
  const stops: { readonly name: string; readonly stop: () => void | Promise<void> }[] = [];
  let isInTime = true;
  const stopOne = async (name: string, stop: () => void | Promise<void>, shareMs: number) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isInTime = false;
        report(new Error(`${name} did not stop within ${Math.round(shareMs)} ms`));
        resolve();
      }, shareMs);
    });
    try {
      await Promise.race([stop(), late]);
    } catch (error) {
      report(new Error(`${name} could not be stopped`, { cause: error }));
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    add: (name, stop) => stops.push({ name, stop }),
    stopAll: async () => {
      const endsAt = performance.now() + deadlineMs;
      for (let next = stops.pop(); next !== undefined; next = stops.pop()) {
        const leftMs = Math.max(0, endsAt - performance.now());
        // A slow part may take most of the time, and leaves some for those after it.
        await stopOne(next.name, next.stop, Math.max(leftMs / 2, leftMs - reserveMs * stops.length));
      }
      return isInTime;
    },
  };
}
