import type { Client, Connection } from 'pg';
import { quoted, quotedTable } from '../../analysis/advice/indexCandidate.ts';
import { copyName } from '../../analysis/advice/copiedTree.ts';
import type { TableFacts } from '../../analysis/advice/tableFacts.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bytes } from '../../protocol/units.ts';
import { NotTried } from './rolledBack.ts';

const chunkBytes = 64 * 1_024;

/** One COPY over the protocol: `pg` gives each part of an answer to the query that waits for it. */
class CopyQuery {
  readonly done: Promise<readonly Buffer[]>;
  readonly #text: string;
  readonly #rows: readonly Buffer[];
  readonly #taken: Buffer[] = [];
  #bytes: Bytes = 0;
  #settle: (error: Error | null) => void = () => undefined;

  constructor(text: string, rows: readonly Buffer[]) {
    this.#text = text;
    this.#rows = rows;
    this.done = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === null ? resolve(this.#taken) : reject(error));
    });
  }

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.#bytes += chunk.length;
    // What is too much is not kept; the table is refused when it has ended.
    if (this.#bytes <= limits.copiedTableBytesMax.value) this.#taken.push(Buffer.from(chunk));
  }

  handleCopyInResponse({ stream }: Connection): void {
    for (const rows of chunks(this.#rows)) stream.write(framed('d', rows));
    stream.write(framed('c', Buffer.alloc(0)));
  }

  handleError(error: Error): void {
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    const isTooMuch = this.#bytes > limits.copiedTableBytesMax.value;
    this.#settle(isTooMuch ? new NotTried('the table is too large to be copied for a proof') : null);
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
}

function framed(kind: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, 0, 'latin1');
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

function* chunks(rows: readonly Buffer[]): Generator<Buffer> {
  let [waiting, bytes]: [Buffer[], Bytes] = [[], 0];
  for (const row of rows) {
    waiting.push(row);
    bytes += row.length;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function copied(client: Client, text: string, rows: readonly Buffer[]): Promise<readonly Buffer[]> {
  const query = new CopyQuery(text, rows);
  client.query(query);
  return query.done;
}

/**
 * Copies a table in the transaction that stands, its rows and indexes as VACUUM leaves them: COPY with FREEZE marks its
 * pages as visible to all. The rows pass through the host's memory. Throws NotTried where there are too many.
 */
export async function copyTable(client: Client, table: TableFacts): Promise<void> {
  const copy = `${quoted(table.schema)}.${copyName}`;
  await client.query(`create unlogged table ${copy} (like ${quotedTable(table)} including indexes including storage)`);
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ');
  const rows = await copied(client, `copy (select ${columns} from ${quotedTable(table)}) to stdout`, []);
  await copied(client, `copy ${copy} (${columns}) from stdin with (freeze)`, rows);
  await client.query(`analyze ${copy}`);
}
