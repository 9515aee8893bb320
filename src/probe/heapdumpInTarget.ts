/** What heapdump gives a program that has loaded it. */
export type Heapdump = {
  /** Writes a snapshot synchronously. True when it was written; the callback tells an error. */
  readonly writeSnapshot: (file: string, callback: (error: Error | null) => void) => unknown;
};

function isHeapdump(value: unknown): value is Heapdump {
  return (
    typeof value === 'object' && value !== null && 'writeSnapshot' in value && typeof value.writeSnapshot === 'function'
  );
}

/**
 * The heapdump that the program itself has loaded, in CommonJS or by an import; undefined where it has none. Walks the
 * names of the module cache: about 100 µs for 3,000 modules.
 */
export function heapdumpInTarget(cache: NodeJS.Dict<NodeJS.Module>): Heapdump | undefined {
  for (const file of Object.keys(cache)) {
    if (!/[\\/]heapdump[\\/]index\.js$/.test(file)) continue;
    const exports: unknown = cache[file]?.exports;
    if (isHeapdump(exports)) return exports;
  }
  return undefined;
}
