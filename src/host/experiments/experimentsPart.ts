import { Failure } from '../../protocol/failures.ts';
import type { Handlers } from '../channel/handlers.ts';

/** What was tried out, kept over restarts. */
export type ExperimentsPart = {
  readonly handlers: Handlers<'experiments/list'>;
  readonly close: () => Promise<void>;
};

const notThere = (): never => {
  throw new Failure('internal', 'this part is not built yet');
};

export function experimentsPart(): ExperimentsPart {
  return {
    handlers: {
      'experiments/list': notThere,
    },
    close: () => Promise.resolve(),
  };
}
