import type { Database } from 'better-sqlite3';

/** The workspace's store: one SQLite file in WAL mode, brought to the newest schema by numbered migrations. */
export type Store = {
  readonly database: Database;
  readonly file: string;
  /** Set where a damaged store was put aside: a sentence for the user. */
  readonly notice: string | undefined;
  readonly close: () => void;
};
