import type { Retainers } from './retainers.ts';
import type { Snapshot } from './snapshot.ts';
import type { StringTable } from './stringTable.ts';

/** Urls of scripts by their ids, as far as they are known. */
export type ScriptUrls = ReadonlyMap<number, string>;

/** A snapshot that can be asked who holds what. */
export type HeldSnapshot = {
  readonly snapshot: Snapshot;
  readonly strings: StringTable;
  readonly retainers: Retainers;
  readonly urls: ScriptUrls;
  /** Where each node stands in the dominator order. */
  readonly places: Uint32Array;
};

/** The readable last part of a script's url. */
export function scriptName(url: string): string {
  const last = url.split(/[\\/]/).at(-1) ?? '';
  return last === '' ? url : last;
}
