import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { views } from '../../src/extension/contributions.ts';
import { offeredCommands, openFile, runCommand } from '../support/editor/commands.ts';
import { leak } from '../support/editor/leakyProgram.ts';
import { descendantsOf } from '../support/editor/processTree.ts';
import { recordFailure, setStage, type Stage } from '../support/editor/stage.ts';
import { until } from '../support/editor/until.ts';
import { view } from '../support/editor/workbench.ts';

let opened: Stage | undefined;
const stage = (): Stage => {
  if (opened === undefined) throw new Error('the stage was not set');
  return opened;
};

beforeAll(async () => {
  opened = await setStage({ place: 'near', trust: 'ask' });
});
afterAll(async () => opened?.close());

describe('a folder in Restricted Mode', () => {
  test('its lists say so, and nothing is started', async ({ onTestFailed }) => {
    onTestFailed(async () => recordFailure(stage(), 'untrusted'));
    const { window, server } = stage();
    await runCommand(window, 'View: Show Pitstop');
    for (const { name } of Object.values(views)) {
      await until(`what ${name} says of trust`, async () =>
        (await view(window, name).innerText()).includes('Restricted Mode'),
      );
    }
    await openFile(window, leak.file);
    expect(descendantsOf(server.pid).filter(({ command }) => command.includes('host.cjs'))).toEqual([]);
  });

  test('no command that starts or connects something is offered', async () => {
    const offered = await offeredCommands(stage().window, 'Pitstop: ');
    expect(offered.filter((title) => /Attach|Launch|Panel$|Snapshot|Host/.test(title))).toEqual([]);
  });
});
