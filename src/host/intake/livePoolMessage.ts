import { limits } from '../../protocol/limits.ts';
import {
  poolKinds,
  type LivePoolFigures,
  type SocketFigures,
  type StatementFigures,
} from '../../protocol/livePools.ts';
import type { ProbeMessage } from '../../protocol/probeChannel.ts';
import { frameOf, timesOf } from './poolMessage.ts';
import { BadProbeMessage, count, fieldsOf, flag, list, number, text, type Fields } from './probeFields.ts';

const orNull = <Value>(fields: Fields, name: string, read: (fields: Fields, name: string) => Value): Value | null =>
  fields[name] === null ? null : read(fields, name);

function closeItem(value: unknown): readonly [number, number] {
  if (Array.isArray(value) && value.length === 2) {
    const [code, many]: unknown[] = value;
    if (typeof code === 'number' && typeof many === 'number') return [code, many];
  }
  throw new BadProbeMessage('a close is not a code and a count');
}

function socketsOf(value: unknown): SocketFigures {
  const fields = fieldsOf(value);
  return {
    receivedBytes: number(fields, 'receivedBytes'),
    sentBytes: number(fields, 'sentBytes'),
    bufferedBytes: number(fields, 'bufferedBytes'),
    bufferedMaxBytes: number(fields, 'bufferedMaxBytes'),
    roundTrip: timesOf(fields, 'roundTrip'),
    closes: list(fields, 'closes', closeItem),
  };
}

function holderOf(value: unknown): LivePoolFigures['holders'][number] {
  const fields = fieldsOf(value);
  return {
    heldMs: number(fields, 'heldMs'),
    idleMs: number(fields, 'idleMs'),
    isListening: flag(fields, 'isListening'),
    frames: list(fields, 'frames', frameOf),
  };
}

function siteOf(value: unknown): LivePoolFigures['sites'][number] {
  const fields = fieldsOf(value);
  return {
    frames: list(fields, 'frames', frameOf),
    count: count(fields, 'count'),
    holdMs: number(fields, 'holdMs'),
    waitMs: number(fields, 'waitMs'),
    taken: count(fields, 'taken'),
    returned: count(fields, 'returned'),
  };
}

function statementOf(value: unknown): StatementFigures {
  const fields = fieldsOf(value);
  return {
    text: text(fields, 'text'),
    calls: count(fields, 'calls'),
    totalMs: number(fields, 'totalMs'),
    rows: number(fields, 'rows'),
    frames: list(fields, 'frames', frameOf),
    siteShare: number(fields, 'siteShare'),
  };
}

function figuresOf(value: unknown): LivePoolFigures {
  const fields = fieldsOf(value);
  const name = text(fields, 'kind');
  const kind = poolKinds.find((known) => known === name);
  if (kind === undefined) throw new BadProbeMessage(`an unknown kind of pool: ${name.slice(0, 40)}`);
  return {
    poolId: text(fields, 'poolId'),
    kind,
    label: text(fields, 'label'),
    capacity: orNull(fields, 'capacity', number),
    total: count(fields, 'total'),
    busy: count(fields, 'busy'),
    waiting: count(fields, 'waiting'),
    running: orNull(fields, 'running', count),
    seconds: number(fields, 'seconds'),
    uses: count(fields, 'uses'),
    opened: count(fields, 'opened'),
    failures: count(fields, 'failures'),
    utilisation: orNull(fields, 'utilisation', number),
    wait: timesOf(fields, 'wait'),
    hold: timesOf(fields, 'hold'),
    agents: orNull(fields, 'agents', count),
    keepsAlive: orNull(fields, 'keepsAlive', flag),
    sockets: fields['sockets'] === null ? null : socketsOf(fields['sockets']),
    holders: list(fields, 'holders', holderOf),
    sites: list(fields, 'sites', siteOf),
    ...(fields['statements'] === undefined ? {} : { statements: list(fields, 'statements', statementOf) }),
  };
}

/** The live pools that a probe tells of, proven field by field. Throws BadProbeMessage. */
export function livePoolsOf(fields: Fields): ProbeMessage {
  const pools = list(fields, 'pools', figuresOf);
  if (pools.length > limits.livePoolsMax.value) throw new BadProbeMessage(`a list of ${pools.length} pools`);
  return { type: 'livePools', at: number(fields, 'at'), pools };
}
