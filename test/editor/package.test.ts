import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { currentPlatform } from '../../src/build/bundle.ts';
import { buildPackage } from '../../src/build/packaging.ts';
import { runCommand } from '../support/editor/commands.ts';
import { leak } from '../support/editor/leakyProgram.ts';
import { openPanel, panelShows, showTab } from '../support/editor/panel.ts';
import { need, recordFailure, setStage, type Stage } from '../support/editor/stage.ts';
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

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && opened !== undefined) await recordFailure(opened, `package-${task.name}`);
});

describe('installed from its package', () => {
  test('it watches a program', async () => {
    await runCommand(stage().window, 'View: Show Pitstop');
    await attach(stage());
  });

  test('it names what grows', async () => {
    need(stage(), 'watching');
    await takeSnapshot(stage());
    await stage().program.grow(2_000);
    await takeSnapshot(stage());
    await compareNewest(stage());
    const panel = await openPanel(stage().window);
    await showTab(panel, 'memory');
    const shown = await panelShows(panel, '+2,000', 30_000);
    expect(shown).toContain(leak.container);
    expect(shown).toContain(`${leak.file}:${leak.line}`);
    expect(stage().window.errors()).toEqual([]);
  });
});
