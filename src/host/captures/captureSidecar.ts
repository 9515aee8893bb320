import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { captureWays, type Capture } from '../../protocol/captures.ts';
import { fields, filledText, finite, listOf, oneOf, text, wholeNumber, type Parser } from '../channel/parsers.ts';
import type { ScriptTable } from './captures.ts';

/**
 * Beside each capture lies `<id>.scripts.json`: what the index knows of it, so that it survives a lost store, and the
 * scripts of the process, which are known only while it lives.
 */
export type CaptureSidecar = { readonly capture: Capture; readonly scripts: ScriptTable };

/** 1: `{ format, capture, scripts: [id, url][] }`. */
const sidecarFormat = 1;
const scriptsMax = 100_000;

export const sidecarFile = (folder: string, captureId: string) => path.join(folder, `${captureId}.scripts.json`);

function orAbsent<Value>(parser: Parser<Value>): Parser<Value | undefined> {
  return (value, field) => (value === undefined ? undefined : parser(value, field));
}

const scriptRow: Parser<readonly [number, string]> = (value, field) => {
  const row: readonly unknown[] = Array.isArray(value) ? value : [];
  return [wholeNumber(0)(row[0], `${field}[0]`), text(row[1], `${field}[1]`)];
};

const requiredFields = fields({
  captureId: filledText,
  label: text,
  fileBytes: wholeNumber(0),
  takenAt: finite,
  way: oneOf(captureWays),
});
const optionalFields = fields({
  targetId: orAbsent(text),
  targetName: orAbsent(text),
  targetPid: orAbsent(wholeNumber(1)),
  pauseMs: orAbsent(finite),
  processKey: orAbsent(text),
});

/** A capture from stored data; `file` is where it lies now. Throws where the data is not one. */
export function captureFrom(stored: unknown, file: string): Capture {
  const present = Object.entries(optionalFields(stored, 'capture')).filter(([, value]) => value !== undefined);
  return { kind: 'heapSnapshot', file, ...requiredFields(stored, 'capture'), ...Object.fromEntries(present) };
}

export async function writeSidecar(folder: string, { capture, scripts }: CaptureSidecar): Promise<void> {
  const content = JSON.stringify({ format: sidecarFormat, capture, scripts });
  const file = sidecarFile(folder, capture.captureId);
  try {
    await writeFile(file, content, { mode: 0o600 });
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** The sidecar of a capture; undefined where there is none, or none that can be read. */
export function readSidecar(folder: string, captureId: string, file: string): CaptureSidecar | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(sidecarFile(folder, captureId), 'utf8'));
    const { capture, scripts } = fields({
      capture: (value: unknown) => captureFrom(value, file),
      scripts: listOf(scriptRow, scriptsMax),
    })(content, 'sidecar');
    return { capture, scripts };
  } catch {
    // Without it a capture is still whole: it only lacks the names of its scripts.
    return undefined;
  }
}
