import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reportHandlers } from '../../../src/host/findings/reportHandlers.ts';
import { openWorkers } from '../../../src/host/workers/workers.ts';
import { madeFinding } from '../../analysis/findings/madeFinding.ts';

test('the report tells the machine but not its name, and paths from the folder the host stands in', async () => {
  const place = { file: path.join(process.cwd(), 'src/store.ts'), line: 41, column: 1 };
  const elsewhere = { ...place, file: path.join(os.homedir(), 'other/a.ts') };
  const workers = openWorkers(path.resolve(import.meta.dirname, '../../../src/host/workers/worker.ts'));
  onTestFinished(workers.close);
  const handlers = reportHandlers({
    workers,
    findings: { list: () => [madeFinding({ place }), madeFinding({ findingId: 'g', place: elsewhere })] },
    experiments: { list: () => [] },
    version: '1.2.3',
    now: () => 0,
  });
  const client = { clientId: 1, sendAnswerBlock: () => 1, sendLiveBlock: () => undefined, onClose: () => undefined };
  const context = { signal: new AbortController().signal, client, progress: () => undefined };
  const { text } = await handlers['findings/report']({ format: 'markdown' }, context);
  expect(text).toContain('1970-01-01 00:00 UTC · Pitstop 1.2.3');
  expect(text).toContain(`${path.join('src', 'store.ts')}:41`);
  expect(text).toContain('\\~/other/a.ts:41');
  expect(text).not.toContain(os.homedir());
  const page = await handlers['findings/report']({ format: 'html' }, context);
  expect(page.text).toMatch(/^<!doctype html>/);
});
