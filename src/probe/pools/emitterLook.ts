import { EventEmitter } from 'node:events';

type Look = (emitter: object, name: string | symbol) => void;

const looks = new Set<Look>();
let unwrap: (() => void) | undefined;

/** One wrapper for all who look, so that the last to end can put the emitter's own back. */
function wrapped(): (() => void) | undefined {
  const before = Object.getOwnPropertyDescriptor(EventEmitter.prototype, 'emit');
  if (typeof before?.value !== 'function' || before.writable !== true) return undefined;
  const emit: EventEmitter['emit'] = function emit(this: EventEmitter, name, ...values: unknown[]) {
    for (const look of looks) look(this, name);
    return Reflect.apply(before.value, this, [name, ...values]);
  };
  EventEmitter.prototype.emit = emit;
  return () => {
    const now = Object.getOwnPropertyDescriptor(EventEmitter.prototype, 'emit');
    if (now?.value === emit) Object.defineProperty(EventEmitter.prototype, 'emit', before);
  };
}

/**
 * Hears who emits what, until the answer is called: the only way to find a live pool that was bundled into the program.
 * The emitter's own `emit` is wrapped meanwhile. `look` must not throw, and is called before the listeners.
 */
export function lookAtEmitters(look: Look): () => void {
  looks.add(look);
  unwrap ??= wrapped();
  return () => {
    looks.delete(look);
    if (looks.size > 0) return;
    unwrap?.();
    unwrap = undefined;
  };
}
