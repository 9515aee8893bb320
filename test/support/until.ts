/** Waits until something is so: for what tells nobody, such as the end of a process that is not our child. */
export async function until(isSo: () => boolean, withinMs: number, what: () => string): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > endsAt) throw new Error(`not within ${withinMs} ms: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
