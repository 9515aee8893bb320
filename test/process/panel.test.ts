import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundlePanel } from '../../src/build/bundle.ts';
import { chromiumBinary } from '../../src/build/editorTools.ts';
import { axeViolations, colourViolations } from '../support/editor/accessibility.ts';
import { themeNames } from '../support/panel/editorThemes.ts';
import { panelStage, type OpenPanel, type PanelOptions, type PanelStage } from '../support/panel/panelStage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const tabs = ['overview', 'memory', 'gc-loop', 'profiles', 'pools', 'queries', 'processes', 'experiments'] as const;
/** Without a wish, Memory shows what grew up to the newest snapshot. */
const newest = { tab: 'memory', captureId: 'c2' };
const diff = { tab: 'memory', diff: { before: 'c1', after: 'c2', nodeId: 1001 } };

describe.skipIf(chromiumBinary() === undefined)('the panel in a browser', () => {
  let stage: PanelStage;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-panel-'));

  beforeAll(async () => {
    stage = await panelStage(folder);
  });
  afterAll(async () => {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a panel, uses it, and sees that the page complained of nothing. */
  async function inPanel(options: Partial<PanelOptions>, use: (panel: OpenPanel) => Promise<void>): Promise<void> {
    const panel = await stage.open({ width: 900, theme: 'dark', ...options });
    await use(panel);
    expect(panel.complaints).toEqual([]);
    await panel.close();
  }

  test.each(themeNames)('axe finds nothing in any tab: %s', async (theme) => {
    await inPanel({ theme }, async ({ page }) => {
      for (const tab of tabs) {
        await page.locator(`#tab-${tab}`).click();
        await page.locator('#view .answer').first().waitFor();
        if (tab === 'memory') {
          await page.evaluate((view) => window.wire.show(view), diff);
          await page.getByText('held by').waitFor();
        }
        const judged = theme === 'dark' ? axeViolations : colourViolations;
        expect(await judged(page.mainFrame()), tab).toEqual([]);
      }
    });
  });

  test.each([380, 560, 960, 1_800])('nothing scrolls sideways at %d px', async (width) => {
    await inPanel({ width }, async ({ page }) => {
      for (const tab of tabs) {
        await page.evaluate((view) => window.wire.show(view), { tab });
        await page.locator(`#view > pit-${tab} .answer`).first().waitFor();
        const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
        expect([tab, scrollWidth]).toEqual([tab, clientWidth]);
      }
    });
  });

  test('keys: tabs, filter, list of keys; focus stays on a list while it changes', async () => {
    await inPanel({}, async ({ page }) => {
      await page.locator('pit-overview pit-strips').waitFor();
      await page.keyboard.press('Control+PageDown');
      await page.locator('#tab-memory[aria-selected=true]').waitFor();
      await page.evaluate((view) => window.wire.show(view), newest);
      const rows = page.getByRole('treegrid', { name: 'Classes' });
      await rows.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await rows.getByText('held by').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('WebSocket');
      await expect.poll(() => rows.getAttribute('aria-rowcount')).toBe('2');
      await page.keyboard.press('Escape');
      await expect.poll(() => rows.getAttribute('aria-rowcount')).toBe('141');
      await rows.focus();
      await page.evaluate(() => window.wire.finding());
      await page.locator('#tab-memory .count').getByText('5').waitFor();
      expect(await rows.evaluate((grid) => grid.matches(':focus'))).toBe(true);
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByText('tick a snapshot or profile for a comparison').waitFor();
    });
  });

  test('a hundred thousand rows: only those in sight are drawn, and pages are asked for', async () => {
    await inPanel({ scenario: { classes: 100_000 } }, async ({ page }) => {
      await page.evaluate((view) => window.wire.show(view), newest);
      const rows = page.getByRole('treegrid', { name: 'Classes' });
      await rows.getByText('(string)').waitFor();
      await rows.focus();
      await page.keyboard.press('End');
      await rows.getByText('Class99999').waitFor();
      expect(await rows.getByRole('row').count()).toBeLessThan(40);
      const asked = await page.evaluate(
        () => window.wire.requests.filter((method) => method === 'heap/classes').length,
      );
      expect(asked).toBeLessThan(5);
    });
  });

  test('the lists of a snapshot: each opens, objects are followed by keys, searched, and taken along', async () => {
    await inPanel({ scenario: { hunt: 'none' } }, async ({ page }) => {
      await page.evaluate((view) => window.wire.show(view), newest);
      const list = (name: string) => page.getByRole('group', { name: 'List' }).getByRole('button', { name }).click();
      for (const [name, seen] of [
        ['Constructors', 'Session'],
        ['Modules', '(program)'],
        ['Functions', 'handleTurn()'],
        ['Strings', 'tool_call'],
        ['Scopes', 'module store.ts'],
      ] as const) {
        await list(name);
        await page.locator('pit-capture-rows').getByText(seen).first().waitFor();
      }
      const scopes = page.getByRole('treegrid', { name: 'Scopes' });
      await scopes.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => scopes.getAttribute('aria-rowcount')).toBe('4');
      await page.keyboard.press('Enter');
      await scopes.getByText('never read').last().waitFor();
      await page.keyboard.press('Control+Enter');
      await list('Classes');
      await page.getByRole('treegrid', { name: 'Classes' }).getByText('Session').click();
      await page.getByRole('button', { name: 'Show all 105,200 in Objects' }).click();
      const objects = page.getByRole('treegrid', { name: 'Objects' });
      await objects.getByText('@9001').waitFor();
      await objects.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => objects.getAttribute('aria-rowcount')).toBe('2009');
      await page.keyboard.press('End');
      await objects.getByText('@11000').waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'All ways to it' }).click();
      await page.getByText("sessions['a']").waitFor();
      expect(await axeViolations(page.mainFrame())).toEqual([]);
      await page.getByRole('button', { name: 'The whole heap' }).click();
      await page.keyboard.press('/');
      await page.keyboard.type('hello');
      await page.getByText('3 objects with “hello”').waitFor();
      await page.getByRole('button', { name: 'Save…' }).click();
      await page.getByText('The editor asks where to save 3 objects.').waitFor();
      const sent = await page.evaluate(() => JSON.stringify(window.wire.sent));
      expect(sent).toContain('"type":"save","name":"objects"');
      expect(sent).toContain('"type":"openPlace","file":"/home/me/agents/src/gateway.ts","line":88');
    });
  });

  test('a plan of 2,000 nodes: drawn as far as it is in sight, its hottest node open; it folds, and is searched', async () => {
    await inPanel({ scenario: { planNodes: 2_000 } }, async ({ page }) => {
      await page.evaluate((view) => window.wire.show(view), { tab: 'queries', planId: 'p0' });
      const tree = page.getByRole('treegrid', { name: 'Plan', exact: true });
      await tree.getByText('part_1500').waitFor();
      expect(await tree.getByRole('row').count()).toBeLessThan(60);
      expect(await tree.getAttribute('aria-rowcount')).toBe('2001');
      await tree.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => tree.getAttribute('aria-rowcount')).toBe('2');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => tree.getAttribute('aria-rowcount')).toBe('2001');
      await page.keyboard.press('/');
      await page.keyboard.type('part_1999');
      await tree.getByText('part_1999').waitFor();
      await page.getByRole('button', { name: 'JSON' }).click();
      await page.getByText('lines shown; a copy has all').waitFor();
    });
  });

  test('the ledger: folded and filtered by keys, a row leads to the editor, and it stays while the host is away', async () => {
    await inPanel({}, async ({ page }) => {
      await page.evaluate((view) => window.wire.show(view), { tab: 'processes' });
      const tree = page.getByRole('treegrid', { name: 'Ledger' });
      await tree.getByText('gateway.ts').waitFor();
      const rowCount = () => tree.getAttribute('aria-rowcount').then(Number);
      const all = await rowCount();
      await tree.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(rowCount).toBe(all - 4);
      await page.keyboard.press('ArrowRight');
      await expect.poll(rowCount).toBe(all);
      await page.keyboard.press('/');
      await page.keyboard.type('20017');
      await expect.poll(rowCount).toBe(2);
      await page.keyboard.press('Escape');
      await expect.poll(rowCount).toBe(all);
      await page.locator('pit-processes').getByRole('button', { name: 'Reap 6 Orphans…' }).click();
      expect(await page.evaluate(() => window.wire.sent)).toContainEqual({ type: 'command', command: 'reapOrphans' });
      await page.evaluate(() => window.wire.lose('the host was killed', 60_000));
      await page.getByText('the host was killed').waitFor();
      expect(await rowCount()).toBe(all);
    });
  });

  test('a flame graph: walked, looked into and left by keys, searched, and kept while the host is away', async () => {
    await inPanel({}, async ({ page }) => {
      await page.evaluate((view) => window.wire.show(view), { tab: 'profiles', profileId: 'pr1' });
      const tab = page.locator('pit-profiles');
      await tab.locator('pit-flame .scroll').focus();
      const spoken = tab.locator('pit-flame .spoken');
      await expect.poll(() => spoken.textContent()).toContain('processTicksAndRejections');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => spoken.textContent()).toContain('gateway.ts:88');
      await page.keyboard.press('Enter');
      await tab.getByRole('button', { name: 'Show All' }).waitFor();
      await page.keyboard.press('Escape');
      await tab.getByRole('button', { name: 'Show All' }).waitFor({ state: 'detached' });
      await page.keyboard.press('o');
      const sent = await page.evaluate(() => window.wire.sent);
      expect(sent).toContainEqual(expect.objectContaining({ type: 'openPlace', line: 88 }));
      await page.keyboard.press('s');
      await tab.getByText('what leads to it').waitFor();
      await tab.locator('input').first().fill('pg');
      await tab.getByText('in matches').first().waitFor();
      await expect.poll(() => tab.getByRole('treegrid', { name: 'Functions' }).getAttribute('aria-rowcount')).toBe('3');
      await page.evaluate(() => window.wire.lose('the host was killed', 60_000));
      await page.getByText('the host was killed').waitFor();
      expect(await tab.locator('pit-flame').count()).toBe(2);
      await page.evaluate(() => window.wire.restart());
      await expect.poll(() => tab.locator('pit-flame').count()).toBe(2);
    });
  });

  test('what is done about a finding goes to the editor, what is shown stays over a reload', async () => {
    await inPanel({}, async ({ page }) => {
      await page.evaluate((view) => window.wire.show(view), { tab: 'queries', planId: 'p1' });
      await page.locator('pit-queries pre').getByText('insert into').waitFor();
      await page.reload();
      await page.locator('pit-queries pre').getByText('insert into').waitFor();
      await page.evaluate((view) => window.wire.show(view), { tab: 'queries', planId: 'p0' });
      await page.getByRole('article').getByRole('button', { name: 'Apply as File…' }).click();
      // Credits go the same way, at any time.
      const sent = await page.evaluate(() => window.wire.sent);
      expect(sent).toContainEqual({ type: 'command', command: 'applyAdvice', argument: { findingId: 'index' } });
    });
  });

  test.each([
    ['queries', { plans: 0, database: 'none' }, 'Connect to PostgreSQL…'],
    ['queries', { plans: 0, database: 'embedded' }, 'Put the cursor into a SQL statement'],
    ['queries', { plans: 0, job: 'explain' }, 'building the index, 3 of 9'],
    ['queries', { proof: 'none' }, 'No gain measured: 1.02x (0.97–1.06).'],
    ['queries', { indexState: 'verified' }, 'Verified: 90x (80–97)'],
    ['profiles', { profiles: 0 }, 'Open Profile…'],
    ['profiles', { profile: 'unreadable' }, 'is no profile of V8: it is cut.'],
    ['profiles', { profile: 'empty' }, 'Nothing that is still held was sampled.'],
    ['processes', {}, 'is started again and again at'],
    ['processes', { orphans: 0 }, 'none left over and none twice'],
    ['processes', { targets: 0 }, 'Launch and Profile…'],
    ['processes', { orphans: 1_500 }, 'Reap 1500 Orphans…'],
    ['experiments', { experiments: 0 }, 'Tune Pool…'],
    ['memory', { hunt: 'running', job: 'hunt' }, '7 cycles'],
    ['memory', { hunt: 'leak' }, 'Re-hunt'],
  ] as const)('says where it stands: %s %o', async (tab, scenario, words) => {
    await inPanel({ width: 380, scenario }, async ({ page }) => {
      await page.evaluate((view) => window.wire.show(view), tab === 'memory' ? diff : { tab });
      await page.locator(`pit-${tab}`).getByText(words).first().waitFor();
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      expect(scrollWidth).toBe(clientWidth);
    });
  });

  test('the host is lost and another comes: what was seen is kept, said, and asked for again', async () => {
    await inPanel({}, async ({ page }) => {
      await page.locator('pit-overview pit-strips').waitFor();
      await page.evaluate(() => window.wire.lose('The host ended with code 137.', 60_000));
      await page.getByText('What is on screen is kept.').first().waitFor();
      await page.getByText(/Tries again in \d+ s, first time/).waitFor();
      await page.getByText('sessions keeps an entry').first().waitFor();
      await page.getByRole('button', { name: 'Try Now' }).click();
      expect(await page.evaluate(() => window.wire.sent.at(-1))).toEqual({ type: 'retryNow' });
      await page.evaluate(() => window.wire.restart());
      await page.getByText('The host was restarted').waitFor();
    });
  });

  test.each([
    ['nothing yet', { targets: 0, captures: 0, findings: 0 }, 'Open the Sample'],
    ['partial', { isPartial: true }, 'is not whole'],
    ['other process', { isOtherProcess: true }, 'Only classes are compared'],
    ['unreadable', { isUnreadable: true }, 'it ends after 0 bytes. Choose a .heapsnapshot file'],
    ['reading', { isReading: true }, 'edges, 60 % of 212 MB'],
    ['failed work', { job: 'failed' }, 'No room for the snapshot'],
    ['running work', { job: 'running' }, 'writing, 60 % of 86.0 MB'],
    ['lost target', { targetState: 'lost' }, 'All up to then is kept.'],
  ] as const)('says what is the matter: %s', async (_name, scenario, words) => {
    await inPanel({ scenario }, async ({ page }) => {
      await page.locator('#tab-memory').click();
      await page.evaluate((view) => window.wire.show(view), diff);
      await page.getByText(words).first().waitFor();
      expect(await axeViolations(page.mainFrame())).toEqual([]);
    });
  });

  test('the view survives a reload', async () => {
    await inPanel({}, async ({ page }) => {
      await page.locator('pit-overview pit-strips').waitFor();
      await page.evaluate((view) => window.wire.show(view), diff);
      await page.getByText('held by').waitFor();
      await page.reload();
      await page.getByText('Snapshot 2 → 3').waitFor();
    });
  });
});

describe('the weight of the panel', () => {
  test('its first load is at most 350 KB, all of it at most 900 KB', async () => {
    const folder = temporaryFolder();
    await bundlePanel(folder, true);
    const files = readdirSync(path.join(folder, 'webview')).filter((name) => name.endsWith('.js'));
    const size = (name: string) => statSync(path.join(folder, 'webview', name)).size;
    const first = new Set<string>();
    const follow = (name: string): void => {
      if (first.has(name)) return;
      first.add(name);
      const text = readFileSync(path.join(folder, 'webview', name), 'utf8');
      for (const [, imported = ''] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) follow(imported);
    };
    follow('main.js');
    const sum = (names: Iterable<string>) => [...names].reduce((bytes, name) => bytes + size(name), 0);
    const overview = files.filter((name) =>
      readFileSync(path.join(folder, 'webview', name), 'utf8').includes('"pit-overview"'),
    );
    for (const name of overview) follow(name);
    process.stdout.write(`panel: first load with Overview ${sum(first)} bytes, all ${sum(files)} bytes\n`);
    expect(sum(first)).toBeLessThanOrEqual(350_000);
    expect(sum(files)).toBeLessThanOrEqual(900_000);
  });
});
