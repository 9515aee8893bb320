export type TextStyle = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** A column of a table for people: its title, its text for a row, and the side it is set to. */
export type TableColumn<Row> = {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align: 'left' | 'right';
  /** Longer texts are cut in the middle, so that both ends can be read. */
  readonly widthMax?: number;
};

function cut(text: string, widthMax: number): string {
  if (text.length <= widthMax) return text;
  const head = Math.ceil((widthMax - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (widthMax - 1 - head))}`;
}

/** The lines of a table: a dim title line, then the rows, columns aligned and two spaces apart. */
export function terminalTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  styled: (style: TextStyle, text: string) => string,
): readonly string[] {
  const cells = rows.map((row) =>
    columns.map((column) => cut(column.text(row), column.widthMax ?? Number.POSITIVE_INFINITY)),
  );
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, index) => Math.max(...[titles, ...cells].map((texts) => (texts[index] ?? '').length)));
  const aligned = (texts: readonly string[]) =>
    columns
      .map((column, index) => {
        const text = texts[index] ?? '';
        const width = widths[index] ?? 0;
        return column.align === 'left' ? text.padEnd(width) : text.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [styled('dim', aligned(titles)), ...cells.map(aligned)];
}
