/** One measured claim of a benchmark, as `npm run bench` prints it. Numbers are as they are to be read. */
export type BenchRow = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Lowest and highest over the runs, where there was more than one. */
  readonly spread?: readonly [low: number, high: number];
  /** For people: `>= 10 MB/s`. */
  readonly budget: string;
  readonly isWithin: boolean;
};

/** Hands a row to the task that runs the benchmarks. */
export function printBenchRow(row: BenchRow): void {
  process.stdout.write(`${JSON.stringify({ bench: row })}\n`);
}
