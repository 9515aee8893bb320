import { limits } from '../../protocol/limits.ts';
import type { ProbeMessage, StartedChild } from '../../protocol/probeChannel.ts';
import { frameOf } from './poolMessage.ts';
import { BadProbeMessage, count, fieldsOf, list, number, text, textItem, type Fields } from './probeFields.ts';

function startedOf(value: unknown): StartedChild {
  const fields = fieldsOf(value);
  const kind = text(fields, 'kind');
  if (kind !== 'process' && kind !== 'thread') throw new BadProbeMessage(`an unknown child: ${kind.slice(0, 40)}`);
  return {
    childId: count(fields, 'childId'),
    kind,
    pid: fields['pid'] === null ? null : count(fields, 'pid'),
    file: text(fields, 'file'),
    command: list(fields, 'command', textItem),
    at: number(fields, 'at'),
    frames: list(fields, 'frames', frameOf),
  };
}

function momentOf(value: unknown): readonly [number, number] {
  if (Array.isArray(value) && value.length === 2) {
    const [childId, at]: unknown[] = value;
    if (typeof childId === 'number' && typeof at === 'number') return [childId, at];
  }
  throw new BadProbeMessage('a moment of a child is not an id and a time');
}

/** The children that a probe tells of, proven field by field. Throws BadProbeMessage. */
export function childrenOf(fields: Fields): ProbeMessage {
  const started = list(fields, 'started', startedOf);
  if (started.length > limits.childrenPerTickMax.value)
    throw new BadProbeMessage(`${started.length} children in a tick`);
  return {
    type: 'children',
    started,
    written: list(fields, 'written', momentOf),
    ended: list(fields, 'ended', momentOf),
    dropped: count(fields, 'dropped'),
  };
}
