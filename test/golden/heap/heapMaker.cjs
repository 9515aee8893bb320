// Fills a heap and writes a snapshot of it, lets it grow and writes another: `node heapMaker.cjs SCALE FIRST [SECOND]`.
// A bit of everything the engine writes in a way of its own: classes of one name at two places, plain objects of many
// shapes, maps, sets, weak maps, closures, listeners, chains, numbers, text of every sort, buffers.
const v8 = require('node:v8');
const { EventEmitter } = require('node:events');

const [, , scaleText, first, second] = process.argv;
const scale = Number(scaleText);

class Session {
  constructor(n) {
    this.id = `session ${n}`;
    this.user = { name: `user ${n}`, age: n, tags: [`a${n}`, 'b'] };
    this.answer = () => n + this.id.length;
  }
}
const Other = (() => {
  class Session {
    constructor(n) {
      this.n = n;
      this.half = n / 2;
    }
  }
  return Session;
})();
class Link {
  constructor(next) {
    this.next = next;
    this.load = { size: 1 };
  }
}

const sessions = new Map();
const names = new Set();
const kept = new WeakMap();
const ordered = [];
const numbers = [];
const dictionary = {};
const bus = new EventEmitter().setMaxListeners(0);
const buffers = [];
let chain = null;

function turn(n) {
  const session = new Session(n);
  sessions.set(`key ${n}`, session);
  names.add(`name ${n} ${'ä€'.repeat(n % 3)}`);
  kept.set(session, { meta: `meta ${n}`, again: new Other(n) });
  ordered.push({ n, text: `text ${n}`, more: n % 2 ? { odd: true, n } : { even: true, n, x: n } });
  numbers.push(n + 0.5);
  dictionary[`d${n}`] = [n, `"quoted" \\ ${n}`, new Date(n), new RegExp(`r${n}`), Symbol(`s${n}`)];
  if (n % 50 === 0) bus.on('data', () => n + names.size);
  if (n % 100 === 0) buffers.push(Buffer.alloc(1_000), new Float64Array(10), new WeakRef(session));
  chain = n % 500 === 0 ? null : new Link(chain);
}

for (let n = 0; n < 1_500 * scale; n += 1) turn(n);
v8.writeHeapSnapshot(first, process.env.NUMERIC ? { exposeNumericValues: true } : undefined);
if (second) {
  for (let n = 0; n < 400 * scale; n += 1) turn(10_000_000 + n);
  for (let n = 0; n < 100; n += 1) sessions.delete(`key ${n}`);
  v8.writeHeapSnapshot(second);
}
module.exports = { turn, ordered, numbers, dictionary, buffers };
