/** One part of a report. A closed set: every format draws each of them. */
export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** A sentence that stands out: what a finding or an experiment comes to. */
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Cells are words where the column says so, else figures, which stand right. */
  | {
      readonly kind: 'table';
      readonly columns: readonly { readonly head: string; readonly isFigure: boolean }[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'code'; readonly language: 'sql' | 'diff'; readonly text: string }
  /** Points joined by a line, with one of them marked; drawn where the format can, else left to the table beside it. */
  | { readonly kind: 'chart'; readonly chart: ReportChart };

export type ReportChart = {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly marked: { readonly x: number; readonly words: string } | null;
};

export type ReportSection = {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
  readonly sections: readonly ReportSection[];
};

/** A report in parts, before it is put into a format. */
export type Report = { readonly title: string; readonly about: string; readonly sections: readonly ReportSection[] };

/** Where files are seen from: a path inside `folder` is told from there, one inside `home` from `~`. */
export type PathView = { readonly folder: string; readonly home: string };

const within = (file: string, folder: string) =>
  folder !== '' && folder !== '/' && (file.startsWith(`${folder}/`) || file.startsWith(`${folder}\\`));

/** A path as a reader elsewhere should see it. */
export function shownPath(file: string, { folder, home }: PathView): string {
  if (within(file, folder)) return file.slice(folder.length + 1);
  return within(file, home) ? `~${file.slice(home.length)}` : file;
}

const secrets: readonly (readonly [sign: RegExp, pattern: RegExp, stand: string])[] = [
  [/:\/\//, /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]*@/gi, '$1@'],
  [/password=/i, /\b(password|pgpassword)=\S+/gi, '$1=…'],
];

/** A text without what is not for others: the name of the home folder, and passwords in addresses. */
export function withoutSecrets(text: string, { home }: PathView): string {
  const clean = secrets.reduce((before, [sign, pattern, stand]) => {
    // Few texts have any: looking for a sign of it is much quicker than the pattern.
    return sign.test(before) ? before.replaceAll(pattern, stand) : before;
  }, text);
  return home === '' || home === '/' ? clean : clean.replaceAll(home, '~');
}
