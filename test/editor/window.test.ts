import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browserPlace } from '../support/editor/browserPlace.ts';
import { recordFailure, setStage, type Stage } from '../support/editor/stage.ts';
import { firstLook } from './scenarios/firstLook.ts';
import { growth } from './scenarios/growth.ts';
import { keyboard } from './scenarios/keyboard.ts';
import { looks } from './scenarios/looks.ts';
import { queries } from './scenarios/queries.ts';
import { recovery } from './scenarios/recovery.ts';
import { watching } from './scenarios/watching.ts';

/** One window for a whole journey: opening an editor costs more than all that is checked in it. Steps are in order. */
const place = browserPlace();
let opened: Stage | undefined;
const stage = (): Stage => {
  if (opened === undefined) throw new Error('the stage was not set');
  return opened;
};

beforeAll(async () => {
  opened = await setStage({ place, trust: 'every folder' });
});
afterAll(async () => opened?.close());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && opened !== undefined) await recordFailure(opened, task.name);
});

describe(`a window whose browser is ${place}`, () => {
  firstLook(stage);
  watching(stage);
  growth(stage);
  // How it looks and which key does what is the same wherever the browser is: the pipe carries neither.
  if (place === 'near') {
    looks(stage);
    keyboard(stage);
  }
  queries(stage);
  recovery(stage);

  test('the page had no errors of its own, and opened no WebSocket but the editor’s', () => {
    // What the user was told on purpose is on the console too.
    const told = /^Pitstop: (broken\.heapsnapshot is no heap snapshot|\S+: syntax error at|the statement writes)/;
    expect(
      stage()
        .window.errors()
        .filter((text) => !told.test(text)),
    ).toEqual([]);
    expect(stage().window.cutSockets).toEqual([]);
  });
});
