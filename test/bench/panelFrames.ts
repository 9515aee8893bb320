/**
 * How long the panel holds its own thread: traces of a real browser, without a graphics card, over a drawn far end in a
 * worker, with an hour of history and lists of 100,000 rows. Thread time of each task that takes a millisecond or more;
 * the claim is about 95 % of them, the spread names the median and the longest.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { panelStage, type PanelStage } from '../support/panel/panelStage.ts';

const frameMs = 16;
const watchedMs = 5_000;

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};

/** Thread times of the page's tasks while `work` is done, in ms, sorted. */
async function taskTimes(stage: PanelStage, page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await stage.browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await work();
  const trace: { traceEvents: readonly TraceEvent[] } = JSON.parse((await stage.browser.stopTracing()).toString());
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const isName = ({ name, args }: TraceEvent) => name === 'thread_name' && args?.name === 'CrRendererMain';
  const threads = new Set(trace.traceEvents.filter(isName).map(thread));
  return trace.traceEvents
    .filter((event) => event.ph === 'X' && event.name === 'ThreadControllerImpl::RunTask' && threads.has(thread(event)))
    .map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000)
    .filter((time) => time >= 1)
    .sort((a, b) => a - b);
}

function printTimes(name: string, times: readonly number[]): void {
  if (times.length === 0) throw new Error(`${name}: the trace has no tasks`);
  const rank = (share: number) => Number((times[Math.floor((times.length - 1) * share)] ?? NaN).toFixed(1));
  printBenchRow({
    name: `panel: ${name}`,
    value: rank(0.95),
    unit: 'ms, 95 % of tasks',
    spread: [rank(0.5), rank(1)],
    budget: `<= ${frameMs} ms`,
    isWithin: rank(0.95) <= frameMs,
  });
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-bench-'));
const stage = await panelStage(folder);
try {
  const { page } = await stage.open({
    width: 1_400,
    theme: 'dark',
    scenario: { classes: 100_000, historyMinutes: 60 },
  });
  const watch = () => page.waitForTimeout(watchedMs);
  await page.locator('pit-overview pit-strips').waitFor();
  printTimes('Overview live, an hour of history', await taskTimes(stage, page, watch));
  await page.locator('#tab-gc-loop').click();
  await page.locator('pit-time-chart').first().waitFor();
  printTimes('GC & loop live, three minutes', await taskTimes(stage, page, watch));
  await page.getByRole('button', { name: 'All', exact: true }).click();
  printTimes('GC & loop live, an hour', await taskTimes(stage, page, watch));
  await page.locator('#tab-memory').click();
  const rows = page.getByRole('treegrid', { name: 'Classes' });
  await rows.getByText('(string)').waitFor();
  await rows.focus();
  printTimes(
    'paging through 100,000 rows',
    await taskTimes(stage, page, async () => {
      for (let step = 0; step < 40; step += 1) await page.keyboard.press('PageDown');
      await page.keyboard.press('End');
      await rows.getByText('Class99999').waitFor();
    }),
  );
} finally {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
}
