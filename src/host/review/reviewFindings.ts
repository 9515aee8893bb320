import { createHash } from 'node:crypto';
import path from 'node:path';
import { migrationFiles } from '../../analysis/advice/migration.ts';
import type { ServerFacts } from '../../analysis/review/serverFacts.ts';
import type { ServerChange, ServerRule, ServerSign } from '../../analysis/review/serverRule.ts';
import { serverRules } from '../../analysis/review/serverRules.ts';
import type { Change } from '../../protocol/advice.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { migrationFolder } from '../advice/migrationFolder.ts';
import { withUndo } from '../advice/adviceWords.ts';

export type ReviewAbout = {
  /** The label of the server. */
  readonly database: string;
  /** A folder of the program, where its migrations are; null where it is not known. */
  readonly folder: string | null;
  readonly foundAt: EpochMs;
};

async function changesOf(change: ServerChange | null, { folder, foundAt }: ReviewAbout): Promise<readonly Change[]> {
  if (change === null || !change.isMigration || folder === null || !path.isAbsolute(folder)) return [];
  const found = await migrationFolder(path.join(folder, 'package.json'), folder);
  const name = change.name.replaceAll(/[^A-Za-z0-9_]+/g, '_');
  return migrationFiles(found, { ...change, name }, new Date(foundAt)).map(({ name: file, text }) => ({
    kind: 'newFile',
    file: path.join(found.folder, ...file.split('/')),
    text,
  }));
}

async function findingOf({ name: rule }: ServerRule, sign: ServerSign, about: ReviewAbout): Promise<Finding> {
  const { subject, text, change, effort, risks, ...rest } = sign;
  const { database, foundAt } = about;
  const changes = await changesOf(change, about);
  return {
    findingId: createHash('sha256').update([rule, database, subject].join('\n')).digest('hex').slice(0, 16),
    rule,
    ...rest,
    place: null,
    placeReason: 'It is about the server, not about a line of the program.',
    state: 'new',
    foundAt,
    database,
    advice: {
      text,
      ...(change === null ? {} : { sql: withUndo(change) }),
      changes,
      effort: changes.length > 0 ? 'click' : effort,
      costs: [],
      risks,
    },
  };
}

/** What the rules see on a server, as findings, the gravest rules first. */
export async function reviewFindings(facts: ServerFacts, about: ReviewAbout): Promise<readonly Finding[]> {
  const signs = serverRules.flatMap((rule) => rule.signs(facts).map((sign) => ({ rule, sign })));
  return Promise.all(signs.map(({ rule, sign }) => findingOf(rule, sign, about)));
}
