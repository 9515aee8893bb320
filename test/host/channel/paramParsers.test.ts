import { describe, expect, test } from 'vitest';
import { paramParsers } from '../../../src/host/channel/paramParsers.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import { limits } from '../../../src/protocol/limits.ts';

const page = { start: 0, end: 50, sort: 'retainedSize', descending: true, filter: '' };

describe('params of the methods', () => {
  test('a page of rows passes, and one that is too long is refused', () => {
    const params = { captureId: 'a', page };
    expect(paramParsers['heap/classes'](params, 'params')).toEqual({ ...params, placed: false });
    const long = { ...page, end: limits.pageRowsMax.value + 1 };
    expect(() => paramParsers['heap/classes']({ captureId: 'a', page: long }, 'params')).toThrow('params.page.end');
    expect(() => paramParsers['heap/classes']({ captureId: 'a', page: { ...page, start: 60 } }, 'params')).toThrow(
      Failure,
    );
  });

  test('a path says where it is by itself', () => {
    expect(paramParsers['captures/import']({ file: '/a/../b.heapsnapshot' }, 'params')).toEqual({
      file: '/b.heapsnapshot',
    });
    expect(() => paramParsers['captures/import']({ file: 'b.heapsnapshot' }, 'params')).toThrow('an absolute path');
    expect(() => paramParsers['captures/watchFolder']({ folder: '.' }, 'params')).toThrow('an absolute path');
  });

  test('every method refuses what is no object', () => {
    for (const [method, parser] of Object.entries(paramParsers))
      expect(() => parser('text', 'params'), method).toThrow('params has to be an object');
  });

  test('metrics are those of the table', () => {
    const params = { targetId: 't', fromAt: 0, toAt: 1, pointsMax: 100, metrics: ['heapUsed'] };
    expect(paramParsers['series/range'](params, 'params')).toEqual(params);
    expect(() => paramParsers['series/range']({ ...params, metrics: ['heap'] }, 'params')).toThrow('params.metrics[0]');
  });
});
