import { Pool, type PoolClient } from 'pg';
import { faults } from './faults.ts';
import { conversationCount, migrate } from './schema.ts';

/** What was said in one turn. The answer is null where the model refused. */
export type Exchange = { readonly question: string; readonly answer: string | null; readonly tokens: number };
export type PastMessage = { readonly role: 'user' | 'assistant'; readonly content: string };

/** A client on loan, and its way back. Giving it back twice does no harm. */
type Lease = { readonly client: PoolClient; readonly giveBack: () => void };

/** Nothing here takes this long: a lease that does is lost, and its connection better closed than missing for ever. */
const leaseMsMax = 10_000;
const waitMsMax = 5_000;
const recentCount = 12;

/** The memory of the agent: conversations and their messages in PostgreSQL. */
export class History {
  private readonly pool: Pool;
  private readonly say: (line: string) => void;
  private readonly leases = new Set<(destroy: boolean) => void>();

  private constructor(pool: Pool, say: (line: string) => void) {
    this.pool = pool;
    this.say = say;
    // The server may end an idle connection; the pool opens another when it needs one.
    pool.on('error', (error) => say(`history: lost an idle connection: ${error.message}`));
  }

  /** Connects, and makes the tables where there are none. `say` gets a line for the log now and then. */
  static async open(databaseUrl: string, say: (line: string) => void): Promise<History> {
    const pool = new Pool({
      connectionString: databaseUrl,
      application_name: 'sample-gateway',
      max: faults.has('pool-size') ? 2 : 10,
      connectionTimeoutMillis: waitMsMax,
    });
    const history = new History(pool, say);
    try {
      await migrate(pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return history;
  }

  /** A conversation for a customer who comes in: one of those the shop has had before. */
  conversationFor(customer: number): number {
    return 1 + (customer % conversationCount);
  }

  /** The last messages of the conversation, the oldest first. */
  async recent(conversation: number): Promise<readonly PastMessage[]> {
    const { rows } = await this.pool.query<PastMessage>(
      `select role, content from messages where conversation_id = $1 order by created_at desc limit $2`,
      [conversation, recentCount],
    );
    return rows.toReversed();
  }

  /** Keeps a turn: the question always, the answer where there is one. */
  async keep(conversation: number, { question, answer, tokens }: Exchange): Promise<void> {
    const insert = `insert into messages (conversation_id, role, content, tokens) values ($1, $2, $3, $4)`;
    const { client, giveBack } = await this.lease();
    try {
      await client.query('begin');
      await client.query(insert, [conversation, 'user', question, Math.ceil(question.length / 4)]);
      if (answer === null) {
        await client.query('commit');
        if (faults.has('client-not-released')) return;
        giveBack();
        return;
      }
      await client.query(insert, [conversation, 'assistant', answer, tokens]);
      await client.query('commit');
      giveBack();
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      giveBack();
      throw error;
    }
  }

  /** How the pool stands at this moment. */
  figures(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.pool;
    return { total, idle, waiting };
  }

  /** Closes every connection, also those that are out: what still runs on them fails. */
  close(): Promise<void> {
    for (const end of this.leases) end(true);
    return this.pool.end();
  }

  private async lease(): Promise<Lease> {
    const client = await this.pool.connect();
    const end = (destroy: boolean) => {
      if (!this.leases.delete(end)) return;
      clearTimeout(reclaim);
      client.release(destroy);
    };
    const reclaim = setTimeout(() => {
      this.say(`history: a connection was out for ${leaseMsMax / 1000} s and is closed`);
      end(true);
    }, leaseMsMax);
    reclaim.unref();
    this.leases.add(end);
    return { client, giveBack: () => end(false) };
  }
}
