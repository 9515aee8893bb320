import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { captureFrom, readSidecar, sidecarFile, writeSidecar } from '../../../src/host/captures/captureSidecar.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const capture: Capture = {
  captureId: 'c',
  kind: 'heapSnapshot',
  label: 'snapshot 1',
  file: '/captures/c.heapsnapshot',
  fileBytes: 12,
  takenAt: 34.5,
  way: 'inspector',
  pauseMs: 1.5,
};

test('a sidecar is read as it was written, wherever the capture lies now', async () => {
  const folder = temporaryFolder();
  await writeSidecar(folder, { capture, scripts: [[1, 'file:///a.js']] });
  expect(readSidecar(folder, 'c', '/moved/c.heapsnapshot')).toEqual({
    capture: { ...capture, file: '/moved/c.heapsnapshot' },
    scripts: [[1, 'file:///a.js']],
  });
});

test.each([
  ['no JSON', '{'],
  ['no capture', '{"format":1,"scripts":[]}'],
  ['odd scripts', JSON.stringify({ format: 1, capture, scripts: [['a', 1]] })],
])('one with %s counts as none', (_name, content) => {
  const folder = temporaryFolder();
  writeFileSync(sidecarFile(folder, 'c'), content);
  expect(readSidecar(folder, 'c', 'c.heapsnapshot')).toBeUndefined();
  expect(readSidecar(folder, 'd', 'd.heapsnapshot')).toBeUndefined();
});

test('stored data that is no capture is refused', () => {
  expect(captureFrom(JSON.parse(JSON.stringify(capture)), capture.file)).toEqual(capture);
  expect(() => captureFrom({ ...capture, way: 'magic' }, capture.file)).toThrow('capture.way has to be one of');
  expect(() => captureFrom({ ...capture, pauseMs: 'long' }, capture.file)).toThrow('capture.pauseMs');
});
