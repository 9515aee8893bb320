import type { Evidence } from '../../protocol/findings.ts';
import type { Count } from '../../protocol/units.ts';
import type { Proposed } from './proposed.ts';
import type { IndexColumn, TableFacts } from './tableFacts.ts';

/** A column of an index that is proposed. */
export type CandidateColumn = {
  /** Its name; for an expression what the index is named by. */
  readonly column: string;
  /** What is indexed in place of a column, as SQL takes it. */
  readonly expression?: string;
  /** Where it is not the usual one of the type: `gin_trgm_ops`. */
  readonly operatorClass?: string;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
};

/** An index that may help. Proven by building it in a transaction that is rolled back. */
export type IndexCandidate = Proposed & {
  readonly kind: 'index';
  readonly table: TableFacts;
  readonly columns: readonly CandidateColumn[];
  /** Where it is no B-tree. */
  readonly method?: 'gin' | 'brin';
  /** What has to be installed for it: `pg_trgm`. */
  readonly extension?: string;
  /** True where it serves what the server does behind the statement, such as looking for rows that refer to others. */
  readonly isBehind?: boolean;
  /** What was seen, in numbers, where it is not rows read and kept. */
  readonly evidence?: readonly Evidence[];
  /** How many of them, from the first, are held to values: their order and direction do not matter to the statement. */
  readonly heldCount: Count;
  /** True where it gives the wanted order as well, so that nothing has to be sorted, however many rows there will be. */
  readonly givesOrder: boolean;
  /** Rows of the table that the statement reads and keeps, over all loops. */
  readonly rowsRead: number;
  readonly rowsKept: number;
};

const identifierBytesMax = 63;
/** Words that a plain name may not be; the rest of the server's keywords can stand as a name of a column or table. */
const reserved = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate ' +
    'collation column concurrently constraint create cross current_catalog current_date current_role current_schema ' +
    'current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for ' +
    'foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading ' +
    'left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing ' +
    'primary references returning right select session_user similar some symmetric system_user table tablesample then to ' +
    'trailing true union unique user using variadic verbose when where window with'
  ).split(' '),
);

/** A name as SQL takes it: quoted where it has to be. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** `schema.table`, as SQL takes it. */
export function quotedTable({ schema, name }: Pick<TableFacts, 'schema' | 'name'>): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

/** `user_id, created_at DESC`: what stands in the brackets of CREATE INDEX. */
export function columnsSql(columns: readonly CandidateColumn[]): string {
  return columns
    .map(({ column, expression, operatorClass, isDescending, isNullsFirst }) => {
      const direction = isDescending ? ' DESC' : '';
      const nulls = isNullsFirst === isDescending ? '' : isNullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
      const indexed = expression === undefined ? quoted(column) : `(${expression})`;
      const kind = operatorClass === undefined ? '' : ` ${operatorClass}`;
      return `${indexed}${kind}${direction}${nulls}`;
    })
    .join(', ');
}

/** What stands behind the name of the table in CREATE INDEX: `USING gin (title gin_trgm_ops)`. */
export function indexedSql({ method, columns }: Pick<IndexCandidate, 'method' | 'columns'>): string {
  return `${method === undefined ? '' : `USING ${method} `}(${columnsSql(columns)})`;
}

/** Bytes that a name takes in UTF-8, which is what the server limits. */
function bytesIn(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

/** `parts_ending`, as short as the server takes it, with a number where the name is taken: `messages_thread_id_idx2`. */
export function freeName(parts: readonly string[], ending: string, taken: readonly string[]): string {
  const whole = parts.join('_');
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? `_${ending}` : `_${ending}${number}`;
    let stem = whole;
    while (bytesIn(stem) + end.length > identifierBytesMax) stem = Array.from(stem).slice(0, -1).join('');
    if (!taken.includes(`${stem}${end}`)) return `${stem}${end}`;
  }
}

/** A name for the index that no index of the table has: `messages_conversation_id_created_at_idx`, as short as allowed. */
export function indexName({ table, columns }: Pick<IndexCandidate, 'table' | 'columns'>): string {
  const taken = table.indexes.map(({ name }) => name);
  return freeName([table.name, ...columns.map(({ column }) => column)], 'idx', taken);
}

/** What of a candidate tells whether another index does the same. */
type Wanted = Pick<IndexCandidate, 'table' | 'columns' | 'heldCount' | 'method'>;

/** True for a B-tree of columns, of which others may do the same. */
function isPlain({ method, columns }: Pick<IndexCandidate, 'method' | 'columns'>): boolean {
  const isUsual = ({ expression, operatorClass }: CandidateColumn) =>
    expression === undefined && operatorClass === undefined;
  return method === undefined && columns.every(isUsual);
}

/** The columns held in any order, then the others in theirs, all of them the other way round at most. */
function serves({ columns, heldCount }: Wanted, index: readonly IndexColumn[]): boolean {
  const held = columns.slice(0, heldCount).map(({ column }) => column);
  const isHeld = index.slice(0, heldCount).every(({ column }) => column !== null && held.includes(column));
  const same = (flipped: boolean) =>
    columns.slice(heldCount).every((wanted, place) => {
      const has = index[heldCount + place];
      if (has === undefined || has.column !== wanted.column) return false;
      return (
        (has.isDescending !== flipped) === wanted.isDescending && (has.isNullsFirst !== flipped) === wanted.isNullsFirst
      );
    });
  return index.length >= columns.length && isHeld && (same(false) || same(true));
}

/** Names of the table's indexes that do what this one would do: they begin with the same columns. */
export function servingIndexes(wanted: Wanted): readonly string[] {
  if (!isPlain(wanted)) return [];
  return wanted.table.indexes
    .filter(({ isValid, isPartial, method }) => isValid && !isPartial && method === 'btree')
    .filter((index) => serves(wanted, index.columns))
    .map(({ name }) => name);
}

export function isThereAlready(candidate: Wanted): boolean {
  return servingIndexes(candidate).length > 0;
}

/** Names of plain indexes that this one makes needless, since it begins with their columns. Unique ones stay. */
export function madeNeedless(candidate: Pick<IndexCandidate, 'table' | 'columns' | 'method'>): readonly string[] {
  const { table, columns } = candidate;
  if (!isPlain(candidate)) return [];
  return table.indexes
    .filter((index) => !index.isUnique && !index.isPartial && index.isValid && index.method === 'btree')
    .filter(({ columns: theirs }) => theirs.length < columns.length)
    .filter(({ columns: theirs }) =>
      theirs.every((each, place) => each.column === columns[place].column && !each.isDescending && !each.isNullsFirst),
    )
    .map(({ name }) => name);
}
