import { Failure } from '../../protocol/failures.ts';
import type { Handlers } from '../channel/handlers.ts';

/** Leak hunts. */
export type HuntPart = {
  readonly handlers: Handlers<'hunts/list' | 'hunts/start' | 'hunts/mark'>;
  readonly close: () => Promise<void>;
};

const notThere = (): never => {
  throw new Failure('internal', 'this part is not built yet');
};

export function huntPart(): HuntPart {
  return {
    handlers: {
      'hunts/list': notThere,
      'hunts/start': notThere,
      'hunts/mark': notThere,
    },
    close: () => Promise.resolve(),
  };
}
