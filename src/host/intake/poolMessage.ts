import type { PoolTimes } from '../../protocol/experiments.ts';
import type { StackFrame } from '../../protocol/livePools.ts';
import type { PoolFigures, ProbeMessage } from '../../protocol/probeChannel.ts';
import { count, fieldsOf, list, number, text, textItem, type Fields } from './probeFields.ts';

export function timesOf(fields: Fields, name: string): PoolTimes | null {
  if (fields[name] === null) return null;
  const times = fieldsOf(fields[name]);
  return { p50: number(times, 'p50'), p95: number(times, 'p95'), mean: number(times, 'mean') };
}

/** A frame of a stack. Throws BadProbeMessage. */
export function frameOf(value: unknown): StackFrame {
  const fields = fieldsOf(value);
  return {
    url: text(fields, 'url'),
    line: count(fields, 'line'),
    column: count(fields, 'column'),
    symbol: text(fields, 'symbol'),
  };
}

function siteOf(value: unknown): PoolFigures['sites'][number] {
  const fields = fieldsOf(value);
  return {
    frames: list(fields, 'frames', frameOf),
    count: count(fields, 'count'),
    holdMs: number(fields, 'holdMs'),
    waitMs: number(fields, 'waitMs'),
  };
}

function figuresOf(value: unknown): PoolFigures {
  const fields = fieldsOf(value);
  return {
    poolId: count(fields, 'poolId'),
    label: text(fields, 'label'),
    max: number(fields, 'max'),
    originalMax: number(fields, 'originalMax'),
    total: count(fields, 'total'),
    waiting: count(fields, 'waiting'),
    seconds: number(fields, 'seconds'),
    acquires: count(fields, 'acquires'),
    failures: count(fields, 'failures'),
    wait: timesOf(fields, 'wait'),
    hold: timesOf(fields, 'hold'),
    heldSamples: count(fields, 'heldSamples'),
    queriedSamples: count(fields, 'queriedSamples'),
    totalMax: count(fields, 'totalMax'),
    busyMax: count(fields, 'busyMax'),
    waitersMax: count(fields, 'waitersMax'),
    sites: list(fields, 'sites', siteOf),
  };
}

/** The pools that a probe tells of, proven field by field. Throws BadProbeMessage. */
export function poolsOf(fields: Fields): ProbeMessage {
  return {
    type: 'pools',
    requestId: count(fields, 'requestId'),
    pools: list(fields, 'pools', figuresOf),
    others: list(fields, 'others', textItem),
  };
}

/** The answer to a new size. Throws BadProbeMessage. */
export function poolResizedOf(fields: Fields): ProbeMessage {
  const reason = fields['reason'] === null ? null : text(fields, 'reason');
  return { type: 'poolResized', requestId: count(fields, 'requestId'), reason };
}

/** The room of a pool's server. Throws BadProbeMessage. */
export function poolRoomOf(fields: Fields): ProbeMessage {
  const requestId = count(fields, 'requestId');
  if (fields['room'] === null) return { type: 'poolRoom', requestId, room: null };
  const room = fieldsOf(fields['room']);
  return {
    type: 'poolRoom',
    requestId,
    room: { connectionsMax: number(room, 'connectionsMax'), used: count(room, 'used') },
  };
}
