/** What every candidate says. Candidates of one cause are alternatives: at most one of them becomes advice. */
export type Proposed = {
  readonly rule: string;
  /** What it is the cause of: the same text for alternatives. */
  readonly cause: string;
  /** What was seen, in a sentence without values: `reads 240,000 rows of messages to keep 12`. */
  readonly seen: string;
};
