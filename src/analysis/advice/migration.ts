/** What stands in the folder of migrations: the names of its entries, and the text of the newest SQL file. */
export type MigrationFolder = { readonly names: readonly string[]; readonly newestText: string | null };

/** A migration to write. `up` and `down` are statements that end with a semicolon; both run outside a transaction. */
export type Migration = { readonly name: string; readonly up: string; readonly down: string };

/** A file of a migration, its name relative to the folder with `/`. */
export type MigrationFile = { readonly name: string; readonly text: string };

/** `20261124131500` from a moment, in UTC. */
function stampOf(at: Date): string {
  return at.toISOString().replaceAll(/\D/g, '').slice(0, 14);
}

type Numbering = { readonly prefix: string; readonly separator: string };

const numbered = /^(V?)(\d+)(__|[_\-. ])/;

/** The prefix of the next file: a moment where the others have one, else the next number with as many digits. */
function nextNumber(names: readonly string[], at: Date): Numbering {
  const parts = names.flatMap((name) => {
    const [, letter = '', digits, separator = '_'] = numbered.exec(name) ?? [];
    return digits === undefined ? [] : [{ letter, digits, separator }];
  });
  const newest = parts.toSorted((one, other) => Number(one.digits) - Number(other.digits)).at(-1);
  if (newest === undefined) return { prefix: stampOf(at), separator: '_' };
  const { letter, digits, separator } = newest;
  const times: Readonly<Record<number, string>> = {
    10: String(Math.floor(at.getTime() / 1000)),
    13: String(at.getTime()),
    14: stampOf(at),
  };
  const next = times[digits.length] ?? String(Number(digits) + 1).padStart(digits.length, '0');
  return { prefix: `${letter}${next}`, separator };
}

/** Whole files, by the marks that a tool for migrations looks for in them. */
const marked: readonly { readonly mark: RegExp; readonly text: (migration: Migration) => string }[] = [
  {
    mark: /^--\s*\+goose\s+up/im,
    text: ({ up, down }) => `-- +goose NO TRANSACTION\n-- +goose Up\n${up}\n\n-- +goose Down\n${down}\n`,
  },
  {
    mark: /^--\s*migrate:up/im,
    text: ({ up, down }) => `-- migrate:up transaction:false\n${up}\n\n-- migrate:down transaction:false\n${down}\n`,
  },
  {
    mark: /^--\s*up migration/im,
    text: ({ up, down }) => `-- Up Migration\n${up}\n\n-- Down Migration\n${down}\n`,
  },
];

/** A tool that runs files whole would run the undo as well: it stands in a comment. */
const plainText = ({ up, down }: Migration) => `${up}\n\n-- down\n-- ${down.replaceAll('\n', '\n-- ')}\n`;

/**
 * The files of a migration, named and written as those that are there: numbered or with a moment, in pairs of up and
 * down, in folders of their own, or with the marks of a tool. In an empty folder: a moment, one file.
 */
export function migrationFiles(
  { names, newestText }: MigrationFolder,
  migration: Migration,
  at: Date,
): readonly MigrationFile[] {
  const { prefix, separator } = nextNumber(names, at);
  const stem = `${prefix}${separator}${migration.name}`;
  if (names.some((name) => name.endsWith('.up.sql')))
    return [
      { name: `${stem}.up.sql`, text: `${migration.up}\n` },
      { name: `${stem}.down.sql`, text: `${migration.down}\n` },
    ];
  const text = marked.find(({ mark }) => newestText !== null && mark.test(newestText))?.text ?? plainText;
  const isInFolders = names.some((name) => /^\d{14}_[^.]+$/.test(name));
  return [{ name: isInFolders ? `${stem}/migration.sql` : `${stem}.sql`, text: text(migration) }];
}
