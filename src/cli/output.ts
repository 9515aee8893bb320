import type { Progress } from '../protocol/jobs.ts';
import { formatProgress } from './format.ts';
import { terminalTable, type TableColumn, type TextStyle } from './terminalTable.ts';

/** Number of the shapes that `--json` prints; it changes when a field changes its meaning or goes. */
const jsonFormat = 1;

/** A stream of the process, as far as printing needs it. */
export type TextStream = { readonly isTTY?: boolean; readonly write: (text: string) => unknown };

/** The fields of a document besides its head, which they must not hide. */
export type JsonBody = Readonly<Record<string, unknown>> & { readonly format?: never; readonly kind?: never };

/** What a command prints with: results on standard output, all else on standard error. */
export type Output = {
  /** True with `--json`: then only `json` prints to standard output. */
  readonly isJson: boolean;
  /** Prints one JSON document of a kind (`heapSummary`), on one line. Does nothing without `--json`. */
  readonly json: (kind: string, body: JsonBody) => void;
  /** Prints a line for people. Does nothing with `--json`. */
  readonly line: (text?: string) => void;
  /** Prints aligned rows for people. Does nothing with `--json`. */
  readonly table: <Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]) => void;
  /** Shows how far the work is: on standard error, and only on a terminal. Null takes the line away. */
  readonly progress: (progress: Progress | null) => void;
  /** Says something besides the result on standard error: a notice, or what is going on. */
  readonly note: (text: string) => void;
  /** The text in a style; plain where standard output is no terminal. */
  readonly styled: (style: TextStyle, text: string) => string;
};

const codes: Readonly<Record<TextStyle, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

/** Output over two streams. Colours need a terminal and no `NO_COLOR` in the environment. */
export function outputOver(streams: {
  readonly out: TextStream;
  readonly error: TextStream;
  readonly isJson: boolean;
  readonly isColourless: boolean;
}): Output {
  const { out, error, isJson } = streams;
  const isColoured = out.isTTY === true && !streams.isColourless;
  let hasProgress = false;
  const clearProgress = () => {
    if (hasProgress) error.write('\r\u001b[K');
    hasProgress = false;
  };
  const styled = (style: TextStyle, text: string) => {
    const [on, off] = codes[style];
    return isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
  const line = (text = '') => {
    if (isJson) return;
    clearProgress();
    out.write(`${text}\n`);
  };
  return {
    isJson,
    styled,
    line,
    json: (kind, body) => {
      if (!isJson) return;
      clearProgress();
      out.write(`${JSON.stringify({ format: jsonFormat, kind, ...body })}\n`);
    },
    table: (columns, rows) => {
      if (isJson) return;
      for (const text of terminalTable(columns, rows, styled)) line(text);
    },
    progress: (progress) => {
      if (error.isTTY !== true) return;
      clearProgress();
      if (progress === null) return;
      error.write(formatProgress(progress));
      hasProgress = true;
    },
    note: (text) => {
      clearProgress();
      error.write(`${text}\n`);
    },
  };
}
