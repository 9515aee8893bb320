import { appendFileSync } from 'node:fs';

/** A worker for tests whose tasks behave as their file name says. */
export async function runTask({ params, watch }: { params: { file: string }; watch: { flag: Int32Array } }) {
  const [deed, mark] = params.file.split(' ');
  if (mark !== undefined) appendFileSync(mark, 'begun');
  if (deed === 'exit') process.exit(3);
  if (deed === 'throw') throw new Error('not in the table');
  if (deed === 'fill') {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  }
  if (deed === 'deaf') for (;;) if (Atomics.load(watch.flag, 0) > 1) break;
  if (deed === 'heedful') {
    while (Atomics.load(watch.flag, 0) === 0) Atomics.wait(watch.flag, 0, 0, 5);
    return { kind: 'halted' };
  }
  return { kind: 'done', answer: deed };
}
