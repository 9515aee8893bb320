import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { ServerAddress } from './serverAddress.ts';

type About = Pick<ServerAddress, 'label' | 'scrubbed'>;

/** Code of an error of the system (`ECONNREFUSED`) or of the server (`28P01`); empty where it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function codesOf(error: unknown): readonly string[] {
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [errorCode(error), ...inner];
}

const refusals: Readonly<Record<string, (label: string) => string>> = {
  ECONNREFUSED: (label) => `no PostgreSQL answers at ${label}`,
  ENOENT: (label) => `no PostgreSQL answers at ${label}`,
  ENOTFOUND: (label) => `the host of ${label} is not known`,
  EAI_AGAIN: (label) => `the host of ${label} cannot be looked up`,
  EHOSTUNREACH: (label) => `the host of ${label} cannot be reached`,
  ENETUNREACH: (label) => `the host of ${label} cannot be reached`,
  ETIMEDOUT: (label) => `${label} did not answer in time`,
  '28P01': (label) => `${label} refused the password`,
  '28000': (label) => `${label} does not let this user in`,
  '3D000': (label) => `there is no such database: ${label}`,
  '53300': (label) => `${label} has no free connection left`,
  '57P03': (label) => `${label} is starting or ending`,
};

/** The server ended the connection: by a person's order, or after a crash. */
const cutCodes = new Set(['57P01', '57P02']);

/** A failure to connect, in words of its own for what happens often. The password is in none of them. */
export function connectFailure(error: unknown, { label, scrubbed }: About): Failure {
  if (error instanceof Failure) return error;
  const words = scrubbed(wordsOf(error));
  // It had let us in, and ended the connection while it was being set up.
  if (cutCodes.has(errorCode(error)))
    return new Failure('databaseGone', `the connection to ${label} was lost`, new Error(words));
  if (/timeout expired/i.test(words))
    return new Failure('databaseRefused', `${label} did not answer within ${limits.databaseConnectMs.value / 1000} s`);
  if (/password must be a (non-empty )?string/i.test(words))
    return new Failure('databaseRefused', `${label} asks for a password and none is given`);
  const known = codesOf(error).map((code) => refusals[code]);
  const told = known.find((words_) => words_ !== undefined)?.(label) ?? `${label} could not be connected to`;
  return new Failure('databaseRefused', told, new Error(words));
}

const goneCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', ...cutCodes, '57P03', '08006', '08003']);
const goneWords = /connection terminated|not queryable|connection ended|client was closed/i;

/** The failure `databaseGone` where the error says that the connection was lost; undefined for any other. */
export function goneFailure(error: unknown, { label, scrubbed }: About): Failure | undefined {
  if (!(error instanceof Error) || error instanceof Failure) return undefined;
  if (!goneCodes.has(errorCode(error)) && !goneWords.test(error.message)) return undefined;
  return new Failure('databaseGone', `the connection to ${label} was lost`, new Error(scrubbed(error.message)));
}
