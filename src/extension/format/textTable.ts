/** A column of a table in text: words stand left, figures right. */
export type TextColumn = { readonly head: string; readonly kind: 'words' | 'figures' };

/** Rows of text in columns, with their heads above. Nothing trails at the ends of lines. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map(({ head }) => head), ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return columns[column]?.kind === 'figures' ? text.padStart(width) : text.padEnd(width);
  };
  return all.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
