import { bytesText, countText, shareText, signedBytes, signedCount, timeText } from '../format/figures.ts';
import type { Progress } from '../protocol/jobs.ts';
import type { Bytes, Milliseconds } from '../protocol/units.ts';

/** A terminal's text is piped and searched: its minus is the one on the keyboard. */
const plain = (text: string): string => text.replaceAll('\u2212', '-');

/** `1.40 MB` from bytes: decimal units, three figures, as everywhere. */
export const formatBytes = (bytes: Bytes): string => plain(bytesText(bytes));

/** As `formatBytes`, with a sign: `+1.40 MB`. */
export const formatBytesDelta = (bytes: number): string => plain(signedBytes(bytes));

/** `12,345` from a count. */
export const formatCount = (count: number): string => plain(countText(count));

/** As `formatCount`, with a sign: `+12,345`. */
export const formatCountDelta = (count: number): string => plain(signedCount(count));

/** `4.20 ms`, `3.10 s`, `5.20 min` from milliseconds. */
export const formatDuration = (length: Milliseconds): string => plain(timeText(length));

/** `12.5 %` from a share of 0 to 1. */
export const formatRatio = (ratio: number): string => plain(shareText(ratio));

/** `reading 12.0 MB of 40.0 MB (30 %)`. */
export function formatProgress({ label, done, total, unit }: Progress): string {
  const amount = (value: number) =>
    unit === 'bytes' ? formatBytes(value) : unit === 'ms' ? formatDuration(value) : formatCount(value);
  if (total === null || total <= 0) return `${label} ${amount(done)}`;
  return `${label} ${amount(done)} of ${amount(total)} (${Math.floor(Math.min(1, done / total) * 100)} %)`;
}
