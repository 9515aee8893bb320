import type { Progress } from '../protocol/jobs.ts';
import type { Bytes, Milliseconds } from '../protocol/units.ts';

const sizeUnits = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `1.4 MB` from bytes: powers of 1024, three figures. */
export function formatBytes(bytes: Bytes): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1023.5 && unit < sizeUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const figures =
    unit === 0 || value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  return `${bytes < 0 ? '-' : ''}${figures} ${sizeUnits[unit]}`;
}

/** As `formatBytes`, with a sign: `+1.4 MB`. */
export function formatBytesDelta(bytes: number): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

/** `12,345` from a count. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** As `formatCount`, with a sign: `+12,345`. */
export function formatCountDelta(count: number): string {
  return count > 0 ? `+${formatCount(count)}` : formatCount(count);
}

/** `4.2 ms`, `3.1 s`, `2 min 5 s` from milliseconds. */
export function formatDuration(durationMs: Milliseconds): string {
  if (durationMs < 1000) return `${durationMs < 10 ? durationMs.toFixed(1) : durationMs.toFixed(0)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `12.5 %` from a share of 0 to 1. */
export function formatRatio(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

/** `reading 12.0 MB of 40.0 MB (30 %)`. */
export function formatProgress({ label, done, total, unit }: Progress): string {
  const amount = (value: number) =>
    unit === 'bytes' ? formatBytes(value) : unit === 'ms' ? formatDuration(value) : formatCount(value);
  if (total === null || total <= 0) return `${label} ${amount(done)}`;
  return `${label} ${amount(done)} of ${amount(total)} (${Math.floor(Math.min(1, done / total) * 100)} %)`;
}
