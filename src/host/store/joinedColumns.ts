import type { BlockColumn } from '../../protocol/columnBlock.ts';

/**
 * The rows of several blocks one after the other. The columns are those of the last block, since a newer version may
 * measure more; what an older block lacks is NaN.
 */
export function joinedColumns(blocks: readonly (readonly BlockColumn[])[]): readonly BlockColumn[] {
  const lengths = blocks.map((columns) => columns[0]?.values.length ?? 0);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return (blocks.at(-1) ?? []).map(({ name }) => {
    const values = new Float64Array(total).fill(Number.NaN);
    let row = 0;
    for (const [index, columns] of blocks.entries()) {
      const column = columns.find((one) => one.name === name);
      if (column !== undefined) values.set(column.values, row);
      row += lengths[index] ?? 0;
    }
    return { name, values };
  });
}

/** The rows whose moment (column `at`, rising) lies from `fromAt` on and before `beforeAt`. */
export function rowsWithin(columns: readonly BlockColumn[], fromAt: number, beforeAt: number): readonly BlockColumn[] {
  const at = columns.find(({ name }) => name === 'at')?.values ?? new Float64Array();
  let start = 0;
  while (start < at.length && (at[start] ?? 0) < fromAt) start += 1;
  let end = start;
  while (end < at.length && (at[end] ?? 0) < beforeAt) end += 1;
  return columns.map(({ name, values }) => ({ name, values: values.subarray(start, end) }));
}
