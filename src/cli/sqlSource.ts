import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text as textOfStream } from 'node:stream/consumers';
import type { HostClient } from '../channel/hostClient.ts';
import { Failure } from '../protocol/failures.ts';
import type { ExplainRequest } from '../protocol/hostChannel.ts';
import type { Database, SqlSource } from '../protocol/plans.ts';
import type { CommandContext } from './command.ts';
import { UsageError, type CommandOptions, type OptionTable } from './commandOptions.ts';

/** How a statement and its server are named on the command line, the same for all commands that take them. */
export const sqlSourceUsage = '(--sql TEXT | --file FILE [--line N] | -) [--url URL | --embedded]';

export const sqlSourceOptions: OptionTable = {
  sql: { type: 'string', value: 'TEXT', purpose: 'the statement, with $1… for values' },
  file: { type: 'string', value: 'FILE', purpose: 'a .sql file, or a program that holds the statement' },
  line: { type: 'string', value: 'N', purpose: 'the line of the file that the statement stands on' },
  url: { type: 'string', value: 'URL', purpose: 'the server; else DATABASE_URL, PG*, or .env of this folder' },
  embedded: { type: 'boolean', purpose: 'the PostgreSQL that comes along' },
  params: { type: 'string', value: 'JSON', purpose: 'an array with the values of $1…; else from the statistics' },
  settings: { type: 'string', value: 'JSON', purpose: 'an object of settings for the analysis, such as work_mem' },
  'allow-writes': { type: 'boolean', purpose: 'lets a statement that writes be run, and rolls it back' },
  'allow-remote': { type: 'boolean', purpose: 'lets a server elsewhere, or in production, be asked and run it' },
};

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function json(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--${option} takes JSON, which '${text.slice(0, 40)}' is not`);
  }
}

function paramsOf(text: string | undefined): readonly unknown[] | null {
  if (text === undefined) return null;
  const value = json('params', text);
  if (!Array.isArray(value)) throw new UsageError(`--params takes an array, such as '[42, "open"]'`);
  return value;
}

function settingsOf(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  const value = json('settings', text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`--settings takes an object, such as '{"work_mem": "64MB"}'`);
  return Object.fromEntries(Object.entries(value).map(([name, setting]) => [name, String(setting)]));
}

/** The statement of a file without a line: the only one it holds. */
async function onlyStatement(client: HostClient, file: string, text: string): Promise<SqlSource> {
  const found = await client.request('sql/statements', { file, text });
  const [first, second] = found;
  if (second !== undefined) {
    const lines = found.slice(0, 10).map(({ place }) => place.line);
    throw new UsageError(`${file} holds ${found.length} statements; name one by --line (${lines.join(', ')}…)`);
  }
  if (first !== undefined) return { kind: 'source', file, text, line: first.place.line, column: first.place.column };
  if (path.extname(file) === '.sql') return { kind: 'sql', sql: text, place: null };
  throw new Failure('statementNotFound', `no SQL statement is found in ${file}; name a line by --line`);
}

async function sourceOf(words: readonly string[], options: CommandOptions, client: HostClient): Promise<SqlSource> {
  const [sql, named, line] = [options.text('sql'), options.text('file'), options.wholeNumber('line', { min: 1 })];
  const given = [sql, named, words[0]].filter((each) => each !== undefined);
  if (given.length !== 1 || (words[0] !== undefined && words[0] !== '-'))
    throw new UsageError('give the statement by one of --sql, --file or - for standard input');
  if (sql !== undefined) return { kind: 'sql', sql, place: null };
  if (named === undefined) return { kind: 'sql', sql: await textOfStream(process.stdin), place: null };
  const file = path.resolve(named);
  const text = fileText(file);
  return line === undefined ? onlyStatement(client, file, text) : { kind: 'source', file, text, line, column: null };
}

/** Connects the host to the server that the options or the environment name, or keeps the one it has. */
export async function namedDatabase(client: HostClient, options: CommandOptions): Promise<Database> {
  const allowRemote = options.flag('allow-remote');
  const url = options.text('url') ?? (options.flag('embedded') ? undefined : process.env['DATABASE_URL']);
  if (url !== undefined) return client.request('database/connect', { candidateId: null, url, allowRemote });
  if (options.flag('embedded'))
    return client.request('database/connect', { candidateId: null, url: null, allowRemote });
  const current = await client.request('database/current', {});
  if (current !== null) return current;
  const candidates = await client.request('database/candidates', { folder: process.cwd(), setting: null });
  const first = candidates.find(({ candidateId }) => candidateId !== 'embedded');
  if (first === undefined) throw new Failure('databaseNone', 'no database is named, by an option or the environment');
  return client.request('database/connect', { candidateId: first.candidateId, url: null, allowRemote });
}

/** What the options ask for, with the host connected to the server. Throws a UsageError or a Failure. */
export async function sqlRequest({ words, options, host, output }: CommandContext): Promise<{
  readonly client: HostClient;
  readonly database: Database;
  readonly request: ExplainRequest;
}> {
  const params = paramsOf(options.text('params'));
  const settings = settingsOf(options.text('settings'));
  if (options.text('line') !== undefined && options.text('file') === undefined)
    throw new UsageError('--line needs the --file it is of');
  const client = await host();
  const source = await sourceOf(words, options, client);
  const database = await namedDatabase(client, options);
  if (!output.isJson) output.note(`${database.label}, PostgreSQL ${database.version} (${database.source})`);
  const allowWrites = options.flag('allow-writes');
  return { client, database, request: { source, isAnalyzed: false, params, settings, allowWrites } };
}
