import { limits } from '../../protocol/limits.ts';
import type { ProbeMessage } from '../../protocol/probeChannel.ts';
import { stallKinds, type StallFigures } from '../../protocol/stalls.ts';
import { frameOf } from './poolMessage.ts';
import { BadProbeMessage, count, fieldsOf, flag, list, number, text, type Fields } from './probeFields.ts';

function stallOf(value: unknown): StallFigures {
  const fields = fieldsOf(value);
  const name = text(fields, 'kind');
  const kind = stallKinds.find((known) => known === name);
  if (kind === undefined) throw new BadProbeMessage(`an unknown kind of stall: ${name.slice(0, 40)}`);
  return {
    at: number(fields, 'at'),
    lengthMs: number(fields, 'lengthMs'),
    kind,
    call: text(fields, 'call'),
    bytes: fields['bytes'] === null ? null : count(fields, 'bytes'),
    isInside: flag(fields, 'isInside'),
    frames: list(fields, 'frames', frameOf),
  };
}

/** The stalls that a probe tells of, proven field by field. Throws BadProbeMessage. */
export function stallsOf(fields: Fields): ProbeMessage {
  const stalls = list(fields, 'stalls', stallOf);
  if (stalls.length > limits.stallsPerReadingMax.value) throw new BadProbeMessage(`a list of ${stalls.length} stalls`);
  return { type: 'stalls', stalls };
}
