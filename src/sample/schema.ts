import type { Client, Pool } from 'pg';
import { faults } from './faults.ts';

/** Conversations with history at the first start; a new one begins after these. */
export const conversationCount = 6_000;
const messagesPerConversation = 40;
/** Any number will do, as long as every gateway takes the same: only one may make the tables. */
const migrationLock = 7_423_001;

const tables = `
  create table conversations (
    id bigint primary key,
    customer text not null,
    started_at timestamptz not null
  );
  create table messages (
    id bigint generated always as identity primary key,
    conversation_id bigint not null references conversations,
    role text not null check (role in ('user', 'assistant')),
    content text not null,
    tokens integer not null,
    created_at timestamptz not null default now()
  )`;

const history = [
  `insert into conversations
   select id, 'customer ' || id % 1500, now() - interval '90 days' + id * interval '20 minutes'
   from generate_series(1, ${conversationCount}) as id`,
  `insert into messages (conversation_id, role, content, tokens, created_at)
   select conversation, case number % 2 when 1 then 'user' else 'assistant' end,
     'Message ' || number || ' about order ' || (conversation * 31 + number) % 90000 ||
     case number % 3 when 0 then ': where is it now, and when does it come?' else ': it was confirmed by mail.' end,
     20 + (conversation * number) % 60,
     now() - interval '90 days' + conversation * interval '20 minutes' + number * interval '30 seconds'
   from generate_series(1, ${messagesPerConversation}) as number, generate_series(1, ${conversationCount}) as conversation`,
];

async function makeTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('messages') is not null as exists`);
  if (rows[0]?.exists === true) return;
  await client.query(tables);
  for (const statement of history) await client.query(statement);
  await client.query('analyze conversations');
  await client.query('analyze messages');
}

/** Makes the tables where there are none, with a shop's history: 240,000 messages. Brings the indexes up to date. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await makeTables(client);
    if (faults.has('missing-index')) await client.query('drop index if exists messages_by_conversation');
    else
      await client.query(
        'create index if not exists messages_by_conversation on messages (conversation_id, created_at desc)',
      );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
