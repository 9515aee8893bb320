/** What a Node program's options say about its inspector. */
export type InspectorSettings = {
  /** Port it opens on SIGUSR1; 0 for any free one. */
  readonly port: number;
  /** True where an inspector may be open from the start, on a port that is not known beforehand. */
  readonly mayBeOpenAnywhere: boolean;
  /** True with `--disable-sigusr1`: the signal does nothing. */
  readonly ignoresSignal: boolean;
};

const defaultPort = 9229;
const opening = /^--inspect(-brk|-wait)?(=|$)/;
const naming = /^--(?:inspect(?:-brk|-wait|-port)?|debug-port)=(?:.*:)?(\d+)$/;

/** Settings in the words of a command up to its script, and in the NODE_OPTIONS it was started with. */
export function inspectorSettings(command: readonly string[], nodeOptions: string): InspectorSettings {
  const own = command.slice(1);
  const script = own.findIndex((word) => !word.startsWith('-'));
  const words = [...nodeOptions.split(/\s+/), ...(script === -1 ? own : own.slice(0, script))];
  const ports = words.flatMap((word) => naming.exec(word)?.[1] ?? []).map(Number);
  const port = ports.at(-1) ?? defaultPort;
  return {
    port,
    mayBeOpenAnywhere: port === 0 && words.some((word) => opening.test(word)),
    ignoresSignal: words.includes('--disable-sigusr1'),
  };
}
