/** How long a person waits in a real editor: activation, and from *Open Panel* to the first chart. */
import { printBenchRow } from '../../src/build/benchRow.ts';
import { runCommand } from '../support/editor/commands.ts';
import { openPanel, showTab } from '../support/editor/panel.ts';
import { setStage, type Stage } from '../support/editor/stage.ts';
import { extensionStartup } from '../support/editor/startup.ts';
import { attach } from '../editor/scenarios/watching.ts';

const runs = 5;

function printWait(name: string, waits: readonly number[], msMax: number): void {
  const sorted = waits.toSorted((a, b) => a - b);
  const value = Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
  const spread = [Math.round(sorted.at(0) ?? Number.NaN), Math.round(sorted.at(-1) ?? Number.NaN)] as const;
  printBenchRow({ name, value, unit: 'ms', spread, budget: `< ${msMax} ms`, isWithin: value < msMax });
}

/** From the command to drawn figures, with the host at work and a program watched. */
async function panelOpenMs({ window }: Stage): Promise<number> {
  await runCommand(window, 'View: Close All Editors');
  const startedAt = performance.now();
  const panel = await openPanel(window);
  await panel.locator('pit-strips canvas').first().waitFor();
  return performance.now() - startedAt;
}

const stage = await setStage({ place: 'near', trust: 'every folder' });
try {
  await runCommand(stage.window, 'View: Show Pitstop');
  const startup = await extensionStartup(stage.window, 'pitstop.pitstop');
  if (startup === undefined) throw new Error('the extension was not activated');
  printWait('extension, activate()', [startup.activateMs], 50);
  await attach(stage);
  await showTab(await openPanel(stage.window), 'overview');
  const waits: number[] = [];
  for (let run = 0; run < runs; run += 1) waits.push(await panelOpenMs(stage));
  printWait('panel, command to first chart', waits, 2_000);
} finally {
  await stage.close();
}
