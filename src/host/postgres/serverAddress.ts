import { Client, type ClientConfig } from 'pg';
import { Failure } from '../../protocol/failures.ts';
import { isLoopback } from '../load/loadHandlers.ts';

/** Where a server is and how to get in. Only `config` holds the password: it is handed to `pg` and nowhere else. */
export type ServerAddress = {
  /** `user@host:port/database`. */
  readonly label: string;
  /** True for this machine: a loopback address or a socket file. */
  readonly isLoopback: boolean;
  readonly productionReason: string | undefined;
  readonly config: ClientConfig;
  /** The text without the password. */
  readonly scrubbed: (text: string) => string;
};

/** Endings of host names under which servers are rented. */
const rented = [
  'amazonaws.com',
  'azure.com',
  'googleapis.com',
  'neon.tech',
  'supabase.co',
  'supabase.com',
  'render.com',
  'aivencloud.com',
  'timescale.com',
  'railway.app',
  'ondigitalocean.com',
  'heroku.com',
  'crunchybridge.com',
] as const;

const productionName = /(^|[^a-z])(prod|prd|production|live)([^a-z]|$)/i;

function isRented(host: string): boolean {
  return rented.some((ending) => host.endsWith(`.${ending}`));
}

/** Why a server is taken for production, from its names; undefined where nothing says so. */
function productionReasonOf(names: { host: string; database: string; user: string }): string | undefined {
  const { host, database, user } = names;
  if (isRented(host.toLowerCase())) return `its host ${host} is a hosted service`;
  if (productionName.test(host)) return `its host is called ${host}`;
  if (productionName.test(database)) return `its database is called ${database}`;
  if (productionName.test(user)) return `its user is called ${user}`;
  return undefined;
}

function isLocalHost(host: string): boolean {
  return host.startsWith('/') || host === '::1' || isLoopback(host);
}

function textWithout(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets.filter((secret) => secret.length > 0);
  return (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** An address from the settings of `pg`; what they leave open comes from the environment, as everywhere. */
export function serverAddress(config: ClientConfig): ServerAddress {
  const { host, port, user = '', database = user, password } = new Client(config);
  const secret = typeof password === 'string' ? password : '';
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    label: `${user}@${shownHost}:${port}/${database}`,
    isLoopback: isLocalHost(host),
    productionReason: productionReasonOf({ host, database, user }),
    config,
    scrubbed: textWithout([secret, encodeURIComponent(secret)]),
  };
}

/** An address from a `postgres://` text. Throws the Failure `databaseRefused` where it is none; the text is not repeated. */
export function serverAddressOf(url: string): ServerAddress {
  if (!/^postgres(ql)?:\/\//i.test(url))
    throw new Failure('databaseRefused', 'the address given does not begin with postgres://');
  try {
    return serverAddress({ connectionString: url });
  } catch {
    // The error of the parser repeats the address with its password.
    throw new Failure('databaseRefused', 'the address given cannot be read; special characters are written as %XX');
  }
}
