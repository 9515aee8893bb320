import { Failure } from '../../protocol/failures.ts';
import type { Handlers } from '../channel/handlers.ts';

/** Statements in sources, and their plans. */
export type PlansPart = {
  readonly handlers: Handlers<'sql/statements' | 'plans/list' | 'plans/get' | 'plans/explain'>;
  readonly close: () => Promise<void>;
};

const notThere = (): never => {
  throw new Failure('internal', 'this part is not built yet');
};

export function plansPart(): PlansPart {
  return {
    handlers: {
      'sql/statements': notThere,
      'plans/list': notThere,
      'plans/get': notThere,
      'plans/explain': notThere,
    },
    close: () => Promise.resolve(),
  };
}
