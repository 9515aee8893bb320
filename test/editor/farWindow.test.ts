import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { leak } from '../support/editor/leakyProgram.ts';
import { openPanel, panelShows, showTab } from '../support/editor/panel.ts';
import { need, recordFailure, setStage, type Stage } from '../support/editor/stage.ts';
import { until } from '../support/editor/until.ts';
import { runCommand } from '../support/editor/commands.ts';
import { compareNewest, takeSnapshot } from './scenarios/growth.ts';
import { reconnection } from './scenarios/recovery.ts';
import { watching } from './scenarios/watching.ts';

/**
 * The same as if the browser were on another machine, as far as a transport can change it: live figures, a large answer,
 * a wish of the panel to the editor, and lines that are cut and come back.
 */
let opened: Stage | undefined;
const stage = (): Stage => {
  if (opened === undefined) throw new Error('the stage was not set');
  return opened;
};

beforeAll(async () => {
  opened = await setStage({ place: 'far', trust: 'every folder' });
});
afterAll(async () => opened?.close());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && opened !== undefined) await recordFailure(opened, task.name);
});

describe('a window whose browser is far', () => {
  watching(stage);

  test('what grew arrives in the panel', async () => {
    need(stage(), 'watching');
    const { window, program, reached } = stage();
    await runCommand(window, 'View: Show Pitstop');
    await takeSnapshot(stage());
    await program.grow(5_000);
    await takeSnapshot(stage());
    await compareNewest(stage());
    const panel = await openPanel(window);
    await showTab(panel, 'memory');
    expect(await panelShows(panel, '+5,000', 40_000)).toContain(leak.container);
    reached.add('compared');
  });

  test('a place in the panel leads to the line', async () => {
    need(stage(), 'compared');
    const { window } = stage();
    const panel = await openPanel(window);
    await showTab(panel, 'memory');
    const place = panel.locator('button.link', { hasText: `${leak.file}:${leak.line}` });
    await place.first().click();
    await until('the cursor at the line', async () =>
      ((await window.page.locator('[id="status.editor.selection"]').textContent()) ?? '').includes(`Ln ${leak.line}`),
    );
  });

  reconnection(stage);

  test('the page had no errors of its own, and opened no WebSocket but the editor’s', async () => {
    const { page, errors, cutSockets } = stage().window;
    expect(errors()).toEqual([]);
    expect(cutSockets).toEqual([]);
    // One that is opened on purpose is cut: the others would have been.
    await page.evaluate(async () => {
      const socket = new WebSocket('ws://127.0.0.1:1/');
      await new Promise((resolve) => socket.addEventListener('close', resolve));
    });
    expect(cutSockets).toEqual(['ws://127.0.0.1:1/']);
  });
});
