import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import zlib from 'node:zlib';
import type { StallKind } from '../../protocol/stalls.ts';
import { heldStack, type HeldStack } from '../pools/callSite.ts';

/** A call that held the thread up by itself. */
export type SlowCall = {
  readonly endedAt: number;
  readonly lengthMs: number;
  readonly kind: StallKind;
  readonly call: string;
  readonly bytes: number | null;
  readonly stack: HeldStack;
};

type Callable = (...values: never[]) => unknown;
type Wrapped = { readonly kind: StallKind; readonly call: string; readonly owner: object; readonly name: string };

/** Shorter texts are parsed in no time, and there are many of them. */
const jsonLengthMin = 32 * 1024;

const fsNames = [
  'readFileSync',
  'writeFileSync',
  'appendFileSync',
  'copyFileSync',
  'cpSync',
  'rmSync',
  'readdirSync',
  'readSync',
  'writeSync',
  'fsyncSync',
];
const cryptoNames = [
  'pbkdf2Sync',
  'scryptSync',
  'hkdfSync',
  'generateKeyPairSync',
  'randomFillSync',
  'generatePrimeSync',
];
const zlibNames = [
  'gzipSync',
  'gunzipSync',
  'deflateSync',
  'inflateSync',
  'deflateRawSync',
  'inflateRawSync',
  'brotliCompressSync',
  'brotliDecompressSync',
  'unzipSync',
];
const processNames = ['execSync', 'execFileSync', 'spawnSync'];

const ofModule = (kind: StallKind, word: string, owner: object, names: readonly string[]): readonly Wrapped[] =>
  names.map((name) => ({ kind, call: `${word}.${name}`, owner, name }));

const timed: readonly Wrapped[] = [
  ...ofModule('fs', 'fs', fs, fsNames),
  ...ofModule('crypto', 'crypto', crypto, cryptoNames),
  ...ofModule('zlib', 'zlib', zlib, zlibNames),
  ...ofModule('process', 'child_process', childProcess, processNames),
];

function sizeOf(value: unknown): number | null {
  if (typeof value === 'string') return value.length;
  return ArrayBuffer.isView(value) ? value.byteLength : null;
}

/**
 * Hears of calls into Node that take longer than `slowMs`: nobody can look into the thread while they go on. Each is
 * wrapped by a function of the same name and length, which times it and passes everything on. `close` puts them back.
 */
export function slowCalls(slowMs: number, onSlow: (call: SlowCall) => void): () => void {
  const undo: (() => void)[] = [];
  /** What the program took hold of meanwhile stays with it: from then on it only passes on. */
  let isOver = false;

  const wrap = ({ kind, call, owner, name }: Wrapped, isTimed: (values: readonly unknown[]) => boolean) => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    const original: unknown = before?.value;
    if (before === undefined || typeof original !== 'function' || before.configurable !== true) return;
    const tell = (above: Callable, startedAt: number, given: unknown, result: unknown) => {
      try {
        const endedAt = performance.now();
        if (endedAt - startedAt < slowMs) return;
        const bytes = sizeOf(result) ?? sizeOf(given);
        onSlow({ endedAt, lengthMs: endedAt - startedAt, kind, call, bytes, stack: heldStack(above) });
      } catch {
        // The program must not see an error of ours.
      }
    };
    const wrapper = function (this: unknown, ...values: unknown[]): unknown {
      if (isOver || !isTimed(values)) return Reflect.apply(original, this, values);
      const startedAt = performance.now();
      let result: unknown;
      try {
        result = Reflect.apply(original, this, values);
        return result;
      } finally {
        tell(wrapper, startedAt, values[0], result);
      }
    };
    for (const key of Reflect.ownKeys(original)) {
      const own = Object.getOwnPropertyDescriptor(original, key);
      if (own !== undefined && key !== 'prototype') Reflect.defineProperty(wrapper, key, own);
    }
    Object.defineProperty(owner, name, { ...before, value: wrapper });
    undo.push(() => {
      // Somebody who has wrapped ours since then keeps it; it only passes on by now.
      const now = Object.getOwnPropertyDescriptor(owner, name);
      if (now?.value === wrapper) Object.defineProperty(owner, name, before);
    });
  };

  const always = () => true;
  for (const one of timed) wrap(one, always);
  const isLong = ([text]: readonly unknown[]) => typeof text === 'string' && text.length >= jsonLengthMin;
  wrap({ kind: 'json', call: 'JSON.parse', owner: JSON, name: 'parse' }, isLong);
  wrap(
    { kind: 'json', call: 'JSON.stringify', owner: JSON, name: 'stringify' },
    ([value]) => typeof value === 'object',
  );
  syncBuiltinESMExports();
  return () => {
    isOver = true;
    for (const back of undo.toReversed()) back();
    syncBuiltinESMExports();
  };
}
