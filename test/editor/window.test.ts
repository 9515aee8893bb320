import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { recordFailure, setStage, type Stage } from '../support/editor/stage.ts';
import { firstLook } from './scenarios/firstLook.ts';
import { growth } from './scenarios/growth.ts';
import { keyboard } from './scenarios/keyboard.ts';
import { looks } from './scenarios/looks.ts';
import { queries } from './scenarios/queries.ts';
import { reconnection, recovery } from './scenarios/recovery.ts';
import { watching } from './scenarios/watching.ts';

/** One window for a whole journey: opening an editor costs more than all that is checked in it. Steps are in order. */
let opened: Stage | undefined;
const stage = (): Stage => {
  if (opened === undefined) throw new Error('the stage was not set');
  return opened;
};

beforeAll(async () => {
  opened = await setStage({ place: 'near', trust: 'every folder' });
});
afterAll(async () => opened?.close());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && opened !== undefined) await recordFailure(opened, task.name);
});

describe('a window', () => {
  firstLook(stage);
  watching(stage);
  growth(stage);
  looks(stage);
  keyboard(stage);
  queries(stage);
  recovery(stage);
  reconnection(stage);

  test('the page had no errors of its own', () => {
    // What the user was told on purpose is on the console too.
    const told = /^Pitstop: (broken\.heapsnapshot is no heap snapshot|\S+: syntax error at|the statement writes)/;
    expect(
      stage()
        .window.errors()
        .filter((text) => !told.test(text)),
    ).toEqual([]);
  });
});
