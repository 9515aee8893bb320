import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadFields, LoadFileError, wholeLoadPlan } from '../../src/channel/loadFile.ts';
import { loadPlan } from '../../src/host/load/loadPlanParser.ts';

const read = (file: unknown, environment = {}) => wholeLoadPlan(loadFields(JSON.stringify(file), environment));

describe('a load file', () => {
  test('of one line is a closed load of GETs', () => {
    expect(read({ url: 'http://127.0.0.1:${PORT}/', connections: 2 }, { PORT: '7000' })).toEqual({
      url: 'http://127.0.0.1:7000/',
      connections: 2,
      ratePerSecond: null,
      arrivals: 'fixed',
      seconds: 10,
      warmupSeconds: 0,
      iterationsMax: null,
      method: 'GET',
      headers: {},
      body: null,
      script: null,
      timeoutSeconds: 10,
    });
  });

  test('with a rate is open, over as many connections as that takes', () => {
    expect(read({ url: 'http://127.0.0.1/', ratePerSecond: 50 })).toMatchObject({
      ratePerSecond: 50,
      connections: 256,
    });
  });

  test('with a body posts it, objects as JSON', () => {
    expect(read({ url: 'http://127.0.0.1/', body: { id: 1 } })).toMatchObject({ method: 'POST', body: '{"id":1}' });
  });

  test('with a script keeps `${n}` for the driver and sends objects as JSON', () => {
    const script = [{ send: [{ message: 'order ${n}' }, 'plain'] }, { await: 'done' }, { think: 20 }];
    expect(read({ url: 'ws://127.0.0.1/', script }).script).toEqual([
      { send: ['{"message":"order ${n}"}', 'plain'] },
      { await: 'done' },
      { think: 20 },
    ]);
  });

  test.each([
    ['{', /the load file is not JSON/],
    ['[]', /has to hold an object/],
    ['{"urls":[]}', /'urls', which is none of url, connections/],
    ['{"url":"http://127.0.0.1:${PORT}/"}', /asks for PORT, which is not set/],
    ['{}', /there is no address to load/],
  ])('%s is a mistake that is named', (text, message) => {
    const reading = () => wholeLoadPlan(loadFields(text, {}));
    expect(reading).toThrow(LoadFileError);
    expect(reading).toThrow(message);
  });

  test('of the sample is one the driver takes', () => {
    const text = readFileSync(new URL('../../src/sample/turns.json', import.meta.url), 'utf8');
    const plan = wholeLoadPlan(loadFields(text, { PORT: '7000' }));
    expect(loadPlan(plan, 'plan')).toEqual(plan);
  });
});
