import type { EpochMs } from '../../protocol/units.ts';
import { watchOtherWindows } from './otherWindows.ts';
import type { Store } from './store.ts';

/** A short list of things kept over restarts, and the same in all windows of a workspace. */
export type Documents<Item> = {
  /** The newest first. The same array until something changes. */
  readonly list: () => readonly Item[];
  /** Makes the next list of the list as it is now, also after other windows' changes, in one transaction. */
  readonly change: (next: (all: readonly Item[]) => readonly Item[]) => void;
  readonly close: () => void;
};

export type DocumentsOptions<Item> = {
  /** Names the list in the store. */
  readonly kind: 'finding' | 'experiment' | 'hunt' | 'plan' | 'profile';
  readonly idOf: (item: Item) => string;
  readonly atOf: (item: Item) => EpochMs;
  /** Runs after each change, of this window or another, with the whole list. */
  readonly onChange: (all: readonly Item[]) => void;
};

type Row = { readonly id: string; readonly body: string };

/**
 * Opens a list of the store. Each item is kept as the JSON it crosses processes with; the list is held in memory as
 * well, so it must have a limit. Nobody else writes the table, and it is written what the type says.
 */
export function openDocuments<Item>(store: Store, options: DocumentsOptions<Item>): Documents<Item> {
  const { database } = store;
  const { kind, idOf, atOf, onChange } = options;
  const read = database.prepare<[string], Row>('select id, body from documents where kind = ? order by at desc, id');
  const write = database.prepare('insert or replace into documents (kind, id, at, body) values (?, ?, ?, ?)');
  const remove = database.prepare('delete from documents where kind = ? and id = ?');
  let known: ReadonlyMap<string, { readonly body: string; readonly item: Item }> = new Map();
  let all: readonly Item[] = [];

  /** Takes the list from the store; says whether it is another than before. What did not change stays the same object. */
  const reread = (): boolean => {
    const rows = read.all(kind);
    const isSame = rows.length === known.size && rows.every(({ id, body }) => known.get(id)?.body === body);
    if (isSame) return false;
    known = new Map(
      rows.map(({ id, body }) => {
        const before = known.get(id);
        const parsed = (): Item => JSON.parse(body);
        return [id, before?.body === body ? before : { body, item: parsed() }];
      }),
    );
    all = [...known.values()].map(({ item }) => item);
    return true;
  };
  reread();
  const stopWatching = watchOtherWindows(store, () => {
    if (reread()) onChange(all);
  });

  return {
    list: () => all,
    change: (next) => {
      const isChanged = database
        .transaction(() => {
          const isReread = reread();
          const wanted = next(all);
          const ids = new Set(wanted.map(idOf));
          for (const item of wanted) {
            if (known.get(idOf(item))?.item !== item) write.run(kind, idOf(item), atOf(item), JSON.stringify(item));
          }
          for (const id of known.keys()) if (!ids.has(id)) remove.run(kind, id);
          return isReread;
        })
        .immediate();
      if (reread() || isChanged) onChange(all);
    },
    close: stopWatching,
  };
}
