import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchRow } from '../benchRow.ts';
import { root } from '../bundle.ts';

/**
 * `npm run bench [-- NAME…]`: runs the benchmarks of test/bench one after another and prints one table. Exit code 1 when
 * a budget is broken, or a benchmark failed or gave no row.
 */
const cells = (row: BenchRow): readonly string[] => [
  row.isWithin ? 'ok' : 'OVER',
  row.name,
  `${row.value} ${row.unit}`,
  row.spread === undefined ? '' : `${row.spread[0]}–${row.spread[1]}`,
  row.budget,
];

function printTable(rows: readonly BenchRow[]): void {
  const table = [['', 'what', 'measured', 'spread', 'budget'], ...rows.map(cells)];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length)));
  for (const line of table) {
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

/** Runs one benchmark: its rows come as lines of JSON on standard output, all else is passed through. */
async function runBench(file: string): Promise<{ readonly code: number; readonly rows: readonly BenchRow[] }> {
  const child = spawn(process.execPath, ['--expose-gc', '--disable-warning=ExperimentalWarning', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const rows: BenchRow[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line.startsWith('{"bench":')) rows.push(JSON.parse(line).bench);
    else process.stderr.write(`${line}\n`);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, rows }));
  });
}

const wanted = process.argv.slice(2);
const files = globSync('test/bench/*.ts', { cwd: root })
  .filter((file) => wanted.length === 0 || wanted.includes(path.basename(file, '.ts')))
  .toSorted();
const all: BenchRow[] = [];
const broken: string[] = [];
for (const file of files) {
  process.stderr.write(`bench ${path.basename(file, '.ts')}…\n`);
  const { code, rows } = await runBench(path.join(root, file));
  all.push(...rows);
  if (code !== 0 || rows.length === 0) broken.push(file);
}
printTable(all);
for (const file of broken) process.stdout.write(`FAIL ${file} gave no result\n`);
process.exitCode = files.length === 0 || broken.length > 0 || all.some((row) => !row.isWithin) ? 1 : 0;
