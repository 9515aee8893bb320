import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../src/build/bundle.ts';
import { answerPrompt, goTo, openFile, pickRow, runCommand } from '../support/editor/commands.ts';
import { startCodeServer } from '../support/editor/codeServer.ts';
import { launchBrowser, openWindow, type EditorWindow } from '../support/editor/editorWindow.ts';
import { clearNotifications, notification, pressNotification } from '../support/editor/notifications.ts';
import { openPanelAlone, panelFrame, panelShows, showDiff } from '../support/editor/panel.ts';
import { until } from '../support/editor/until.ts';
import { takePicture, treeRows } from '../support/editor/workbench.ts';

/**
 * The three stories on the sample, pressed as a user would, with the picture of each for the README. No suite runs this:
 * `npm run pictures` does. What is measured is of the machine it runs on, which should have nothing else to do.
 */
const stops: (() => Promise<unknown>)[] = [];
let opened: EditorWindow | undefined;
const window = (): EditorWindow => {
  if (opened === undefined) throw new Error('there is no window');
  return opened;
};

beforeAll(async () => {
  const server = await startCodeServer({ trust: 'every folder' });
  stops.push(server.stop);
  const browser = await launchBrowser();
  stops.push(() => browser.close());
  const folder = path.join(root, 'src', 'sample');
  opened = await openWindow(server, browser, { folder, extensionFolder: root, place: 'near' });
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

describe('the three stories on the sample', () => {
  test('the sample is launched and watched', async () => {
    await runCommand(window(), 'View: Show Pitstop');
    await runCommand(window(), 'Pitstop: Launch and Profile the Sample');
    expect(await notification(window(), 'Customers talk to the sample', 120_000)).toContain('of');
    await pressNotification(window(), 'Customers talk to the sample', 'Cancel');
  });

  test('it grows: a hunt names who keeps what, at its line', async () => {
    await clearNotifications(window());
    await runCommand(window(), 'Pitstop: Hunt Leaks');
    await pickRow(window().page, 'customers');
    await answerPrompt(window().page, /Seconds at most/, '60');
    expect(await notification(window(), /leaks:/, 150_000)).toContain('gateway.ts');
    await clearNotifications(window());
    await runCommand(window(), 'View: Toggle Panel Visibility');
    const panel = await openPanelAlone(window());
    await showDiff(panel);
    await panelShows(panel, 'held by', 60_000);
    await takePicture(window(), 'story-grows');
  });

  test('it is slow: an index is proven at the query', async () => {
    await openFile(window(), 'history.ts');
    await goTo(window(), 56, 12);
    await runCommand(window(), 'Pitstop: Find and Prove an Index');
    await pickRow(window().page, 'embedded');
    await until(
      'a proven index',
      async () => (await treeRows(window(), 'Findings')).some((row) => /messages.*proven/.test(row)),
      90_000,
    );
    const panel = await panelFrame(window());
    await panelShows(panel, /Proven/, 30_000);
    await takePicture(window(), 'story-slow');
  });

  test('which size: sizes of the pool are tried, and the knee is drawn', async () => {
    await runCommand(window(), 'View: Close All Editors');
    await runCommand(window(), 'Pitstop: Tune Pool…');
    await pickRow(window().page, 'its own pool');
    await pickRow(window().page, 'customers');
    await answerPrompt(window().page, /Largest size/, '12');
    await answerPrompt(window().page, /Seconds in all/, '60');
    await until(
      'the pool’s size among the findings',
      async () => (await treeRows(window(), 'Findings')).some((row) => /Pool of .*proven/.test(row)),
      150_000,
    );
    const panel = await panelFrame(window());
    await panel.locator('pit-pool-chart').first().waitFor();
    await takePicture(window(), 'story-size');
  });
});
