import { createRequire } from 'node:module';
import type { ProgramStart } from './nodeProgram.ts';

const pgFile = createRequire(import.meta.url).resolve('pg');

/** A program that keeps a pool of `pg` busy by itself, and answers on its standard input. */
export type PoolProgram = Pick<ProgramStart, 'kind'> & {
  readonly url: string;
  readonly max: number;
  /** Loops that each take a client, hold it for a statement of `holdSeconds`, and give it back. */
  readonly loops: number;
  readonly holdSeconds?: number;
  /** Runs once the pool is made, such as `Object.freeze(pool.options)`. */
  readonly extra?: string;
};

/**
 * Its source. `state` prints the pool's size, and what a guest could leave on it; `held` takes a client for good; `end`
 * ends its loops and its pool.
 */
export function poolProgram({ kind = 'cjs', url, max, loops, holdSeconds = 0.01, extra = '' }: PoolProgram): string {
  const load =
    kind === 'cjs'
      ? `const { Pool } = require(${JSON.stringify(pgFile)}); const { EventEmitter } = require('node:events'); const { createInterface } = require('node:readline');`
      : `import pg from ${JSON.stringify(pgFile)}; const { Pool } = pg; import { EventEmitter } from 'node:events'; import { createInterface } from 'node:readline';`;
  return `${load}
    const emitBefore = EventEmitter.prototype.emit;
    const connectOf = (pool) => Object.getPrototypeOf(Object.getPrototypeOf(pool)).connect;
    const pool = new Pool({ connectionString: ${JSON.stringify(url)}, max: ${max} });
    pool.on('error', () => undefined);
    const connectBefore = connectOf(pool);
    ${extra}
    let isOver = false;
    let done = 0;
    async function useClient() {
      const client = await pool.connect();
      try { await client.query('select pg_sleep(${holdSeconds})'); } finally { client.release(); }
    }
    async function loop() { while (!isOver) { await useClient(); done += 1; } }
    const loops = Array.from({ length: ${loops} }, loop);
    const state = () => ({
      max: pool.options.max, total: pool.totalCount, done,
      listeners: ['acquire', 'release', 'remove', 'connect'].map((name) => pool.listenerCount(name)),
      isConnectOwn: connectOf(pool) === connectBefore,
      isEmitOwn: EventEmitter.prototype.emit === emitBefore,
    });
    createInterface({ input: process.stdin }).on('line', (line) => {
      if (line === 'state') console.log('state ' + JSON.stringify(state()));
      if (line === 'end') { isOver = true; Promise.all(loops).then(() => pool.end()).then(() => process.stdin.unref()); }
    });
    console.log('ready');`;
}

/** What `state` prints of a program that nobody has touched, its size aside. */
export const untouched = { listeners: [0, 0, 0, 0], isConnectOwn: true, isEmitOwn: true };
