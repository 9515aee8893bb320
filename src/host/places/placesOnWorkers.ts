import type { Workers } from '../workers/workers.ts';
import type { PlacesWork } from './placesWork.ts';

/** The work of places, done by the worker pool: a large source or map would hold up the thread that answers. */
export function placesOnWorkers(workers: Pick<Workers, 'run'>): PlacesWork {
  return {
    readScriptMap: (file) => workers.run('readScriptMap', { file }),
    readNames: (file, positions) => workers.run('readNames', { file, positions }),
    readSource: (file) => workers.run('readSource', { file }),
  };
}
