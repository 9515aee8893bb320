import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type { ClientConfig } from 'pg';
import { limits } from '../../protocol/limits.ts';
import type { DatabaseCandidate } from '../../protocol/plans.ts';
import { serverAddress, serverAddressOf, type ServerAddress } from './serverAddress.ts';

/** A candidate with its way in, which stays in the host. Null: our own server, which is started when it is chosen. */
export type FoundDatabase = { readonly candidate: DatabaseCandidate; readonly address: ServerAddress | null };

type Variables = Readonly<Record<string, string | undefined>>;
type Sources = { readonly id: string; readonly nameOf: (variable: string) => string; readonly variables: Variables };

/** Files with settings of a folder; the earlier is the more specific. */
const environmentFiles = ['.env.local', '.env.development.local', '.env.development', '.env'] as const;

export const embeddedCandidateId = 'embedded';

const embedded: FoundDatabase = {
  candidate: {
    candidateId: embeddedCandidateId,
    source: 'the PostgreSQL that comes with Pitstop',
    label: 'embedded server',
    isLoopback: true,
  },
  address: null,
};

function found(candidateId: string, source: string, address: ServerAddress): FoundDatabase {
  const { label, isLoopback, productionReason } = address;
  return {
    candidate: {
      candidateId,
      source,
      label,
      isLoopback,
      ...(productionReason === undefined ? {} : { productionReason }),
    },
    address,
  };
}

function addressFrom(url: string): ServerAddress | undefined {
  try {
    return serverAddressOf(url);
  } catch {
    // A variable that only looks like an address is no candidate.
    return undefined;
  }
}

/** Settings by single variables: those of PostgreSQL itself (`PG`), or those of its container image (`POSTGRES_`). */
function configFrom(variables: Variables, prefix: 'PG' | 'POSTGRES_'): ClientConfig | undefined {
  const value = (...names: readonly string[]) =>
    names.map((name) => variables[prefix + name]).find((text) => text !== undefined && text !== '');
  const host = value('HOST');
  const user = value('USER');
  const database = value('DATABASE', 'DB');
  if (prefix === 'PG' ? host === undefined && database === undefined : user === undefined && database === undefined)
    return undefined;
  const password = value('PASSWORD');
  const port = Number(value('PORT') ?? 5432);
  const name = database ?? user;
  return {
    host: host ?? 'localhost',
    port: Number.isInteger(port) ? port : 5432,
    ...(user === undefined ? {} : { user }),
    ...(name === undefined ? {} : { database: name }),
    ...(password === undefined ? {} : { password }),
  };
}

/** What a set of variables names: addresses, `DATABASE_URL` first, then single settings. */
function fromVariables({ id, nameOf, variables }: Sources): readonly FoundDatabase[] {
  const names = Object.keys(variables).filter((name) => /^postgres(ql)?:\/\//i.test(variables[name] ?? ''));
  const inOrder = [
    ...names.filter((name) => name === 'DATABASE_URL'),
    ...names.filter((name) => name !== 'DATABASE_URL').toSorted(),
  ];
  const addressed = inOrder.flatMap((name) => {
    const address = addressFrom(variables[name] ?? '');
    return address === undefined ? [] : [found(`${id}:${name}`, nameOf(name), address)];
  });
  const single = (['PG', 'POSTGRES_'] as const).flatMap((prefix) => {
    const config = configFrom(variables, prefix);
    if (config === undefined) return [];
    const telling = ['HOST', 'USER', 'DATABASE', 'DB'].map((name) => prefix + name);
    const first = telling.find((name) => variables[name] !== undefined) ?? prefix;
    return [found(`${id}:${prefix}`, nameOf(first), serverAddress(config))];
  });
  return [...addressed, ...single];
}

function textOf(file: string): string | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
  if (size > limits.environmentFileBytesMax.value) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A file that cannot be read names no server.
    return undefined;
  }
}

function lineOf(text: string, variable: string): number {
  const isIt = new RegExp(`^\\s*(export\\s+)?${variable}\\s*=`);
  return text.split('\n').findIndex((line) => isIt.test(line)) + 1;
}

function fromFile(folder: string, name: string): readonly FoundDatabase[] {
  const file = path.join(folder, name);
  const text = textOf(file);
  if (text === undefined) return [];
  return fromVariables({
    id: file,
    nameOf: (variable) => `${name}:${lineOf(text, variable)} ${variable}`,
    variables: parseEnv(text),
  });
}

/**
 * Servers that a setting, the environment and the files of a folder name, in the order in which they are taken; each
 * server once. Our own comes last.
 */
export function databaseCandidates(from: {
  readonly setting: string | null;
  readonly environment: Variables;
  readonly folder: string | null;
}): readonly FoundDatabase[] {
  const { setting, environment, folder } = from;
  const set = setting === null ? undefined : addressFrom(setting);
  const all = [
    ...(set === undefined ? [] : [found('setting', 'the setting', set)]),
    ...fromVariables({
      id: 'environment',
      nameOf: (variable) => `the environment variable ${variable}`,
      variables: environment,
    }),
    ...(folder === null ? [] : environmentFiles.flatMap((name) => fromFile(folder, name))),
  ];
  const seen = new Set<string>();
  const each = all.filter(({ candidate: { label } }) => !seen.has(label) && seen.add(label) !== undefined);
  return [...each, embedded];
}
