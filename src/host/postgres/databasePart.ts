import { Failure } from '../../protocol/failures.ts';
import type { Handlers } from '../channel/handlers.ts';

/** The server that plans are asked of, and our pooled connections to it. */
export type DatabasePart = {
  readonly handlers: Handlers<'database/current' | 'database/candidates' | 'database/connect' | 'database/disconnect'>;
  readonly close: () => Promise<void>;
};

const notThere = (): never => {
  throw new Failure('internal', 'this part is not built yet');
};

export function databasePart(): DatabasePart {
  return {
    handlers: {
      'database/current': notThere,
      'database/candidates': notThere,
      'database/connect': notThere,
      'database/disconnect': notThere,
    },
    close: () => Promise.resolve(),
  };
}
