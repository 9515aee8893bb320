import type { Severity } from './findings.ts';

/** Our own notifications beside the language server protocol, which has no word for the end of a line. */
export const inlineNotifications = {
  /** Host to editor: all marks of one file, replacing those before. */
  marks: 'pitstop/marks',
  /** Editor to host: whether results are shown in the source at all. */
  setInline: 'pitstop/setInline',
} as const;

/** What stands at the end of a line. Lines count from 0, as in the language server protocol. */
export type InlineMark = {
  readonly line: number;
  readonly text: string;
  readonly severity: Severity;
  /** What it tells of is no longer what was measured: the file or the statement has changed. */
  readonly isStale: boolean;
};

export type FileMarks = { readonly uri: string; readonly marks: readonly InlineMark[] };
export type InlineSwitch = { readonly isShown: boolean };
