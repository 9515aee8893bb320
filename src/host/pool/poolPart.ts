import { Failure } from '../../protocol/failures.ts';
import type { Handlers } from '../channel/handlers.ts';

/** Tuning of pools. */
export type PoolPart = {
  readonly handlers: Handlers<'pools/tune'>;
  readonly close: () => Promise<void>;
};

const notThere = (): never => {
  throw new Failure('internal', 'this part is not built yet');
};

export function poolPart(): PoolPart {
  return {
    handlers: {
      'pools/tune': notThere,
    },
    close: () => Promise.resolve(),
  };
}
