import type { EpochMs, Milliseconds } from '../../src/protocol/units.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** Time of day: `14:03`. */
export function clock(at: EpochMs): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Time of day with seconds: `14:03:10`. */
export function clockSeconds(at: EpochMs): string {
  return `${clock(at)}:${two(new Date(at).getSeconds())}`;
}

/** Date and time of day, for hover and copy. */
export function fullMoment(at: EpochMs): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockSeconds(at)}`;
}

/** A length of time in its two largest parts: `41 s`, `12 min`, `2 h 14 m`, `3 d 4 h`. */
export function span(length: Milliseconds): string {
  const seconds = Math.max(0, Math.floor(length / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long ago: `just now`, `41 s ago`. */
export function ago(at: EpochMs, now: EpochMs): string {
  return now - at < 2000 ? 'just now' : `${span(now - at)} ago`;
}
