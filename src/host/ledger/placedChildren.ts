import type { PlacedChild } from '../../analysis/ledger/spawnSites.ts';
import type { Target } from '../../protocol/targets.ts';
import type { ChildRecord } from '../intake/childLog.ts';
import type { Places } from '../places/places.ts';
import { ownPlace } from '../pool/poolPlace.ts';

/** Where children come from: the watched programs. */
export type ChildrenOfTargets = {
  readonly list: () => readonly Target[];
  readonly children: (targetId: string) => readonly ChildRecord[];
};

/** Children of the watched programs with the lines that started them, through source maps. */
export async function placedChildren(targets: ChildrenOfTargets, places: Places): Promise<readonly PlacedChild[]> {
  const found: PlacedChild[] = [];
  // Most come from the same few lines.
  const known = new Map<string, Promise<PlacedChild['place']>>();
  for (const { targetId, state } of targets.list()) {
    if (state !== 'watching' && state !== 'lost') continue;
    for (const { frames, at, ...child } of targets.children(targetId)) {
      const key = JSON.stringify(frames);
      const place = known.get(key) ?? ownPlace(frames, places);
      known.set(key, place);
      found.push({ ...child, targetId, startedAt: at, place: await place });
    }
  }
  return found;
}
