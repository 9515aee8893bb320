import type { Experiment } from '../../protocol/experiments.ts';
import { limits } from '../../protocol/limits.ts';
import type { Broadcast, Handlers } from '../channel/handlers.ts';
import { openDocuments } from '../store/documents.ts';
import type { Store } from '../store/store.ts';

/** What was tried out, kept over restarts: the newest first. Each change is told as `experiments/changed`. */
export type Experiments = {
  readonly list: () => readonly Experiment[];
  /** Adds an experiment, or replaces the one with its id. The oldest leave where there are too many. */
  readonly put: (experiment: Experiment) => void;
};

export type ExperimentsPart = {
  readonly experiments: Experiments;
  readonly handlers: Handlers<'experiments/list'>;
  readonly close: () => Promise<void>;
};

export function experimentsPart({
  store,
  broadcast,
}: {
  readonly store: Store;
  readonly broadcast: Broadcast;
}): ExperimentsPart {
  const documents = openDocuments<Experiment>(store, {
    kind: 'experiment',
    idOf: ({ experimentId }) => experimentId,
    atOf: ({ endedAt }) => endedAt,
    onChange: (experiments) => broadcast('experiments/changed', { experiments }),
  });
  const experiments: Experiments = {
    list: documents.list,
    put: (experiment) =>
      documents.change((all) => {
        const others = all.filter(({ experimentId }) => experimentId !== experiment.experimentId);
        return [experiment, ...others].toSorted((a, b) => b.endedAt - a.endedAt).slice(0, limits.experimentsMax.value);
      }),
  };
  return {
    experiments,
    handlers: { 'experiments/list': experiments.list },
    close: () => Promise.resolve(documents.close()),
  };
}
