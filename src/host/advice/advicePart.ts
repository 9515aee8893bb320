import { Failure } from '../../protocol/failures.ts';
import type { Handlers } from '../channel/handlers.ts';

/** Advice for a plan, tried out. */
export type AdvicePart = {
  readonly handlers: Handlers<'plans/advise'>;
  readonly close: () => Promise<void>;
};

const notThere = (): never => {
  throw new Failure('internal', 'this part is not built yet');
};

export function advicePart(): AdvicePart {
  return {
    handlers: {
      'plans/advise': notThere,
    },
    close: () => Promise.resolve(),
  };
}
