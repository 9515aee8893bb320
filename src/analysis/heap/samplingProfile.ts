import type { CallNode } from './allocationSites.ts';

/** Raised where a text is no sampling heap profile; the message completes "This is no heap profile: …". */
export class NotAProfile extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotAProfile';
  }
}

const nodesMax = 1_000_000;

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

const numberOf = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

function callOf(node: unknown, parent: number): CallNode {
  const frame = field(node, 'callFrame');
  const url = textOf(field(frame, 'url'));
  const line = numberOf(field(frame, 'lineNumber'));
  const location = {
    scriptId: Number(field(frame, 'scriptId')) || 0,
    line,
    column: Math.max(0, numberOf(field(frame, 'columnNumber'))),
    url,
  };
  return {
    name: textOf(field(frame, 'functionName')),
    location: url === '' || line < 0 ? null : location,
    parent,
    size: Math.max(0, numberOf(field(node, 'selfSize'))),
    count: null,
  };
}

/** The tree of calls of a `.heapprofile`, parents before children. Throws `NotAProfile`. */
export function samplingProfile(text: string): readonly CallNode[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new NotAProfile('it is no valid JSON');
  }
  const head = field(parsed, 'head');
  if (field(head, 'callFrame') === undefined) throw new NotAProfile('it has no tree of calls');
  const calls: CallNode[] = [];
  const pending: { readonly node: unknown; readonly parent: number }[] = [{ node: head, parent: -1 }];
  for (let next = pending.pop(); next !== undefined && calls.length < nodesMax; next = pending.pop()) {
    const at = calls.push(callOf(next.node, next.parent)) - 1;
    const children = field(next.node, 'children');
    if (Array.isArray(children)) for (const child of children) pending.push({ node: child, parent: at });
  }
  return calls;
}
