import { limits } from '../../protocol/limits.ts';
import { metricIds } from '../../protocol/metrics.ts';
import type { ProbeMessage } from '../../protocol/probeChannel.ts';
import { childrenOf } from './childrenMessage.ts';
import { livePoolsOf } from './livePoolMessage.ts';
import { stallsOf } from './stallMessage.ts';
import { poolResizedOf, poolRoomOf, poolsOf } from './poolMessage.ts';
import { BadProbeMessage, count, fieldsOf, flag, list, number, text, textItem, type Fields } from './probeFields.ts';

function valueItem(value: unknown): number | null {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new BadProbeMessage('a value is neither a number nor null');
}

function collectionItem(value: unknown): readonly [number, number, number] {
  if (Array.isArray(value) && value.length === 3) {
    const [at, kind, pauseMs]: unknown[] = value;
    if (Number.isFinite(at) && Number.isFinite(kind) && Number.isFinite(pauseMs))
      return [Number(at), Number(kind), Number(pauseMs)];
  }
  throw new BadProbeMessage('a collection is not three numbers');
}

function resourceItem(value: unknown): readonly [string, number] {
  if (Array.isArray(value) && value.length === 2) {
    const [type, many]: unknown[] = value;
    if (typeof type === 'string' && typeof many === 'number') return [type, many];
  }
  throw new BadProbeMessage('a resource is not a type and a count');
}

function settledOf(fields: Fields): ProbeMessage {
  return {
    type: 'settled',
    requestId: count(fields, 'requestId'),
    at: number(fields, 'at'),
    pauseMs: number(fields, 'pauseMs'),
    heapUsed: count(fields, 'heapUsed'),
    codeBytes: count(fields, 'codeBytes'),
    external: count(fields, 'external'),
    arrayBuffers: count(fields, 'arrayBuffers'),
    rss: count(fields, 'rss'),
    resources: list(fields, 'resources', resourceItem),
    listeners: count(fields, 'listeners'),
    cpuBeforeMs: number(fields, 'cpuBeforeMs'),
    cpuAfterMs: number(fields, 'cpuAfterMs'),
  };
}

function scriptItem(value: unknown): readonly [number, string] {
  if (Array.isArray(value) && value.length === 2) {
    const [scriptId, url]: unknown[] = value;
    if (typeof scriptId === 'number' && typeof url === 'string') return [scriptId, url];
  }
  throw new BadProbeMessage('a script is not an id and a url');
}

function helloOf(fields: Fields): ProbeMessage {
  const way = text(fields, 'way');
  if (way !== 'launched' && way !== 'attached') throw new BadProbeMessage(`an unknown way: ${way.slice(0, 40)}`);
  return {
    type: 'hello',
    protocol: number(fields, 'protocol'),
    token: text(fields, 'token'),
    pid: count(fields, 'pid'),
    threadId: count(fields, 'threadId'),
    startedAt: number(fields, 'startedAt'),
    nodeVersion: text(fields, 'nodeVersion'),
    v8Version: text(fields, 'v8Version'),
    command: list(fields, 'command', textItem),
    folder: text(fields, 'folder'),
    way,
    hasHeapdump: flag(fields, 'hasHeapdump'),
  };
}

function tickOf(fields: Fields): ProbeMessage {
  const values = list(fields, 'values', valueItem);
  const collections = list(fields, 'collections', collectionItem);
  if (values.length !== metricIds.length) throw new BadProbeMessage(`a tick of ${values.length} values`);
  if (collections.length > limits.collectionsPerTickMax.value)
    throw new BadProbeMessage(`a tick of ${collections.length} collections`);
  return {
    type: 'tick',
    at: number(fields, 'at'),
    values,
    collections,
    dropped: count(fields, 'dropped'),
    droppedCollections: count(fields, 'droppedCollections'),
    hasHeapdump: flag(fields, 'hasHeapdump'),
  };
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (error) {
    throw new BadProbeMessage('not JSON', { cause: error });
  }
}

/** The message in the bytes, proven field by field. Throws BadProbeMessage. */
export function probeMessage(bytes: Uint8Array): ProbeMessage {
  const fields = fieldsOf(parsedJson(bytes));
  const type = text(fields, 'type');
  switch (type) {
    case 'hello':
      return helloOf(fields);
    case 'tick':
      return tickOf(fields);
    case 'snapshotDone':
      return {
        type,
        requestId: count(fields, 'requestId'),
        pauseMs: number(fields, 'pauseMs'),
        bytes: count(fields, 'bytes'),
        scripts: list(fields, 'scripts', scriptItem),
      };
    case 'snapshotFailed':
      return {
        type,
        requestId: count(fields, 'requestId'),
        reason: text(fields, 'reason'),
        isDiskFull: flag(fields, 'isDiskFull'),
      };
    case 'settled':
      return settledOf(fields);
    case 'pools':
      return poolsOf(fields);
    case 'poolResized':
      return poolResizedOf(fields);
    case 'poolRoom':
      return poolRoomOf(fields);
    case 'children':
      return childrenOf(fields);
    case 'livePools':
      return livePoolsOf(fields);
    case 'profileStarted':
      return { type, requestId: count(fields, 'requestId') };
    case 'profileDone':
      return { type, requestId: count(fields, 'requestId'), bytes: count(fields, 'bytes') };
    case 'profileFailed':
      return { type, requestId: count(fields, 'requestId'), reason: text(fields, 'reason') };
    case 'stalls':
      return stallsOf(fields);
    case 'bye':
      return { type, left: list(fields, 'left', textItem) };
    default:
      throw new BadProbeMessage(`an unknown message: ${type.slice(0, 40)}`);
  }
}
