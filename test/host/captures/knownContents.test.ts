import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isSameFile, knownContents } from '../../../src/host/captures/knownContents.ts';
import { limits } from '../../../src/protocol/limits.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-known-'));
afterAll(() => rmSync(folder, { recursive: true }));
const captureId = '0123456789abcdef0123456789abcdef';
const look = (file: string) => statSync(file, { bigint: true });
const later = Date.now() + 60_000;

function written(name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, 'content');
  return file;
}

test('an unchanged file is known by another host; one that was written to is not', async () => {
  const file = written('plain');
  await knownContents(path.join(folder, 'k')).note(look(file), later, captureId);
  const known = knownContents(path.join(folder, 'k'));
  expect(await known.find(look(file))).toBe(captureId);
  appendFileSync(file, '!');
  expect(await known.find(look(file))).toBeNull();
  expect(await known.find(look(written('other')))).toBeNull();
});

test('the same size and time of change do not make another content known', async () => {
  const file = written('forged');
  const known = knownContents(path.join(folder, 'k'));
  const before = look(file);
  await known.note(before, later, captureId);
  writeFileSync(file, 'CONTENT');
  utimesSync(file, Number(before.atimeMs) / 1_000, Number(before.mtimeMs) / 1_000);
  expect(isSameFile(before, look(file))).toBe(false);
  expect(await known.find(look(file))).toBeNull();
});

test('a file written to just now is not noted: it could change without another time', async () => {
  const file = written('fresh');
  const known = knownContents(path.join(folder, 'k'));
  await known.note(look(file), Number(look(file).mtimeMs) + 20, captureId);
  expect(await known.find(look(file))).toBeNull();
});

test('where nothing can be written or read, nothing fails; and only so many are remembered', async () => {
  const file = written('bounded');
  const blocked = knownContents(file);
  await blocked.note(look(file), later, captureId);
  expect(await blocked.find(look(file))).toBeNull();
  const many = path.join(folder, 'many');
  const known = knownContents(many);
  await known.note(look(file), later, captureId);
  for (let at = 0; at < limits.knownContentsMax.value; at += 1) writeFileSync(path.join(many, `${at}.name`), captureId);
  utimesSync(path.join(many, '0.name'), 1, 1);
  await known.note(look(written('last')), later, captureId);
  expect(await known.find(look(path.join(folder, 'last')))).toBe(captureId);
  expect(readdirSync(many).length).toBeLessThan(limits.knownContentsMax.value * 0.6);
});
