import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import type { RequestContext } from '../../../src/host/channel/handlers.ts';
import { profilesPart } from '../../../src/host/profiles/profilesPart.ts';
import { openPlaces } from '../../../src/host/places/places.ts';
import { placesWork } from '../../../src/host/places/placesWork.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import { tasks } from '../../../src/host/workers/tasks.ts';
import type { Workers } from '../../../src/host/workers/workers.ts';
import type { ColumnBlock } from '../../../src/protocol/columnBlock.ts';
import type { FlameRequest } from '../../../src/protocol/profiles.ts';
import { cpuProfileText } from '../../support/profileText.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** The tasks of the workers, on this thread. */
const workers = {
  run: (name: keyof typeof tasks, params: never) =>
    Promise.resolve((tasks[name] as (given: never, watch: unknown) => unknown)(params, ownWatch())),
} as unknown as Pick<Workers, 'run'>;

function part() {
  const folder = temporaryFolder();
  const store = openStore(path.join(folder, 'store.sqlite'), new Date(0));
  onTestFinished(store.close);
  let at = 0;
  const blocks: ColumnBlock['columns'][] = [];
  const context: RequestContext = {
    signal: new AbortController().signal,
    progress: () => undefined,
    client: {
      clientId: 1,
      sendAnswerBlock: (columns) => blocks.push(columns),
      sendLiveBlock: () => undefined,
      onClose: () => undefined,
    },
  };
  const noTarget = () => {
    throw new Error('no target is asked for');
  };
  const open = () => {
    const made = profilesPart({
      folder,
      store,
      broadcast: () => undefined,
      jobs: { start: noTarget },
      targets: { get: noTarget, profiler: noTarget },
      places: openPlaces(placesWork),
      workers,
      now: () => (at += 1),
    });
    onTestFinished(made.close);
    return made.handlers;
  };
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const column = (name: string): readonly number[] => {
    const found = blocks.at(-1)?.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no column ${name}`);
    return [...found.values];
  };
  return { folder, context, open, write, column };
}

const whole = {
  before: null,
  widthOf: 'after',
  functionId: null,
  from: null,
  to: null,
  pixels: 1000,
  search: '',
} as const;
const page = { start: 0, end: 10, sort: 'self', descending: true, filter: '' };

describe('profiles of the host', () => {
  test('are read, listed over restarts, drawn, searched and let go', async () => {
    const { open, write, context, column } = part();
    const script = write('work.js', 'function main() {}\nfunction work() {}\n');
    const file = write('one.cpuprofile', cpuProfileText(['main work 6', 'main 2', '(idle) 2'], script));
    const opened = await open()['profiles/open']({ file }, context);
    expect(opened).toMatchObject({ kind: 'cpu', label: 'one.cpuprofile', lengthMs: 10, hasSamples: true });
    const handlers = open();
    expect(handlers['profiles/list']({}, context)).toEqual([opened]);
    const { profileId } = opened;
    const list = await handlers['profiles/functions']({ profileId, page }, context);
    expect(list.rows.map(({ name, self, total, place, code }) => [name, self, total, place?.line, code])).toEqual([
      ['work', 6, 6, 5, 'own'],
      ['main', 2, 8, 5, 'own'],
    ]);
    expect(list.summary).toMatchObject({ total: 8, idle: 2, sampleCount: 3, unit: 'ms' });
    const ask = (change: Partial<FlameRequest>) =>
      handlers['profiles/flame']({ profileId, form: 'merged', ...whole, ...change }, context);
    const merged = await ask({ search: 'WORK' });
    expect(merged).toMatchObject({ extent: 8, levels: 2, length: 2, unit: 'ms', matched: 8, searched: 8 });
    expect(merged.functions.map(({ name, isMatch }) => [name, isMatch])).toEqual([
      // The file's name has the word in it.
      ['main', true],
      ['work', true],
    ]);
    expect(column('end')).toEqual([8, 6]);
    const workId = list.rows[0]?.functionId ?? -1;
    const callers = await ask({ form: 'callers', functionId: workId });
    expect([callers.extent, callers.functions.map(({ name }) => name)]).toEqual([6, ['work', 'main']]);
    expect(await ask({ form: 'time' })).toMatchObject({ extent: 10, length: 2 });
    await expect(ask({ form: 'callees' })).rejects.toMatchObject({ code: 'badRequest' });
    await handlers['profiles/remove']({ profileId }, context);
    expect(existsSync(file)).toBe(true);
    await expect(ask({})).rejects.toMatchObject({ code: 'profileUnknown' });
  });

  test('are compared for each second, function by function', async () => {
    const { open, write, context, column } = part();
    const handlers = open();
    const long = Array.from({ length: 100 }, () => ['main work 6', 'main 2', '(idle) 12']).flat();
    const short = Array.from({ length: 50 }, () => ['main work 1', 'main 2', '(idle) 17']).flat();
    const before = await handlers['profiles/open']({ file: write('a.cpuprofile', cpuProfileText(long)) }, context);
    const after = await handlers['profiles/open']({ file: write('b.cpuprofile', cpuProfileText(short)) }, context);
    const pair = { before: before.profileId, after: after.profileId };
    const order = { ...page, sort: 'change' };
    const compared = await handlers['profiles/compare']({ ...pair, page: order }, context);
    expect(compared).toMatchObject({ basis: 'perSecond', unit: 'ms', before: { total: 800 }, after: { total: 150 } });
    const rows = compared.rows.map((row) => [row.name, row.before.self, row.after.self, row.selfDelta, row.isClear]);
    expect(rows).toEqual([
      ['work', 600, 50, -250, true],
      ['main', 200, 100, 0, false],
    ]);
    const answer = await handlers['profiles/flame'](
      { profileId: after.profileId, form: 'merged', ...whole, before: before.profileId },
      context,
    );
    expect(answer).toMatchObject({ unit: 'msPerSecond', extent: 150, levels: 2 });
    expect([column('total'), column('beforeTotal')]).toEqual([
      [150, 50],
      [400, 300],
    ]);
    const heap = JSON.stringify({ head: { callFrame: {}, selfSize: 1, children: [] } });
    const other = await handlers['profiles/open']({ file: write('c.heapprofile', heap) }, context);
    await expect(
      handlers['profiles/compare']({ before: other.profileId, after: after.profileId, page: order }, context),
    ).rejects.toMatchObject({ code: 'badRequest' });
  });

  test('that cannot be read are refused with the reason, and not listed', async () => {
    const { open, write, context, folder } = part();
    const handlers = open();
    const refusal = (name: string, text: string) =>
      expect(Promise.resolve(handlers['profiles/open']({ file: write(name, text) }, context))).rejects;
    await refusal('cut.cpuprofile', '{"nodes":[').toMatchObject({
      code: 'notAProfile',
      message: expect.stringMatching(/it is cut/),
    });
    await refusal('heap.cpuprofile', '{"snapshot":{}}').toMatchObject({
      message: expect.stringMatching(/heap snapshot/),
    });
    await refusal('trace.json', '{"traceEvents":[]}').toMatchObject({
      message: expect.stringMatching(/trace of Chrome/),
    });
    await refusal('none.cpuprofile', '').toMatchObject({ message: expect.stringMatching(/empty/) });
    const missing = handlers['profiles/open']({ file: path.join(folder, 'no.cpuprofile') }, context);
    await expect(Promise.resolve(missing)).rejects.toMatchObject({ code: 'fileMissing' });
    expect(handlers['profiles/list']({}, context)).toEqual([]);
  });
});
