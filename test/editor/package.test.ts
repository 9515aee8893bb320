import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentPlatform } from '../../src/build/bundle.ts';
import { buildPackage } from '../../src/build/packaging.ts';
import { runCommand } from '../support/editor/commands.ts';
import { leak } from '../support/editor/leakyProgram.ts';
import { openPanel, panelShows, showTab } from '../support/editor/panel.ts';
import { recordFailure, setStage, type Stage } from '../support/editor/stage.ts';
import { compareNewest, takeSnapshot } from './scenarios/growth.ts';
import { attach } from './scenarios/watching.ts';

/** The package as a user gets it: built, installed into an editor that has never seen it, and used once. */
let opened: Stage | undefined;
const stage = (): Stage => {
  if (opened === undefined) throw new Error('the stage was not set');
  return opened;
};

beforeAll(async () => {
  const { file } = await buildPackage(currentPlatform());
  opened = await setStage({ place: 'near', trust: 'every folder', vsix: file });
}, 180_000);
afterAll(async () => opened?.close());

test('installed from its package, it watches a program and names what grows', async ({ onTestFailed }) => {
  onTestFailed(async () => recordFailure(stage(), 'package'));
  const { window, program } = stage();
  await runCommand(window, 'View: Show Pitstop');
  await attach(stage());
  await takeSnapshot(stage());
  await program.grow(2_000);
  await takeSnapshot(stage());
  await compareNewest(stage());
  const panel = await openPanel(window);
  await showTab(panel, 'memory');
  const shown = await panelShows(panel, '+2,000', 30_000);
  expect(shown).toContain(leak.container);
  expect(shown).toContain(`${leak.file}:${leak.line}`);
  expect(window.errors()).toEqual([]);
}, 120_000);
