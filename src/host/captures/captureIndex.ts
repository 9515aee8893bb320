import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Capture, CaptureId } from '../../protocol/captures.ts';
import { isProcessAlive } from '../life/isProcessAlive.ts';
import type { Store } from '../store/store.ts';
import { captureFrom, readSidecar } from './captureSidecar.ts';

/** The captures as the store knows them. */
export type CaptureIndex = {
  /** Oldest first. */
  readonly list: () => readonly Capture[];
  readonly find: (captureId: CaptureId) => Capture | undefined;
  readonly put: (capture: Capture) => void;
  readonly remove: (captureId: CaptureId) => void;
  /** `snapshot 3`: one more than the highest number so far. */
  readonly nextLabel: () => string;
};

export const captureExtension = '.heapsnapshot';
export const captureFile = (folder: string, captureId: CaptureId) =>
  path.join(folder, `${captureId}${captureExtension}`);

type Row = { readonly file: string; readonly body: string };

export function captureIndex({ database }: Store): CaptureIndex {
  const all = database.prepare<[], Row>('select file, body from captures order by taken_at, capture_id');
  const one = database.prepare<[string], Row>('select file, body from captures where capture_id = ?');
  const put = database.prepare<[string, string, string, number, number, string]>(
    'insert or replace into captures (capture_id, label, file, file_bytes, taken_at, body) values (?, ?, ?, ?, ?, ?)',
  );
  const remove = database.prepare<[string]>('delete from captures where capture_id = ?');
  const captureOf = ({ file, body }: Row) => captureFrom(JSON.parse(body), file);
  const list = () => all.all().map(captureOf);
  return {
    list,
    find: (captureId) => {
      const row = one.get(captureId);
      return row === undefined ? undefined : captureOf(row);
    },
    put: (capture) => {
      const { captureId, label, file, fileBytes, takenAt } = capture;
      put.run(captureId, label, file, fileBytes, takenAt, JSON.stringify(capture));
    },
    remove: (captureId) => void remove.run(captureId),
    nextLabel: () => {
      const numbers = list().map(({ label }) => Number(/^snapshot (\d+)$/.exec(label)?.[1] ?? 0));
      return `snapshot ${Math.max(0, ...numbers) + 1}`;
    },
  };
}

const partialName = /^partial-(\d+)-/;

/** The name of a file in the making tells whose it is, so that another window's is left alone. */
export const partialFileName = (serial: number) => `partial-${process.pid}-${serial}${captureExtension}`;

/** Removes what hosts that are gone left in the making, also what a probe wrote beside it (`.progress`, `.cancel`). */
export function removePartials(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(partialName.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || (pid !== process.pid && isProcessAlive(pid))) continue;
    rmSync(path.join(folder, name), { force: true });
  }
}

/** Makes index and folder agree: forgets captures whose file is gone, and takes in again those the store forgot. */
export function reconcile(index: CaptureIndex, folder: string): void {
  for (const { captureId, file } of index.list()) if (!existsSync(file)) index.remove(captureId);
  for (const name of readdirSync(folder)) {
    const captureId = /^([0-9a-f]{32})\.heapsnapshot$/.exec(name)?.[1];
    if (captureId === undefined || index.find(captureId) !== undefined) continue;
    const sidecar = readSidecar(folder, captureId, path.join(folder, name));
    if (sidecar !== undefined) index.put(sidecar.capture);
  }
}
