import { build } from 'esbuild';
import { openSync, readSync, closeSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../../..');

/** One class as the standard engine counts it. `distance` is its raw number: -5 where a node has no path. */
export type StandardClass = {
  readonly key: string;
  readonly name: string;
  readonly count: number;
  readonly self: number;
  readonly maxRet: number;
  readonly distance: number;
};

export type StandardNode = {
  readonly id: number;
  readonly shallowSize: number;
  readonly retainedSize: number;
  readonly distance: number;
  readonly dominatorId: number;
};

export type StandardDiff = {
  readonly name: string;
  readonly addedCount: number;
  readonly removedCount: number;
  readonly addedSize: number;
  readonly removedSize: number;
  readonly countDelta: number;
  readonly sizeDelta: number;
};

/** The standard engine's view of one snapshot, as far as tests ask it. */
export type StandardSnapshot = {
  readonly nodeCount: number;
  readonly classes: () => readonly StandardClass[];
  readonly node: (ordinal: number) => StandardNode;
  readonly diffFrom: (before: StandardSnapshot) => ReadonlyMap<string, StandardDiff>;
};

type EngineNode = {
  nodeIndex: number;
  id: () => number;
  selfSize: () => number;
  retainedSize: () => number;
  distance: () => number;
  dominatorIndex: () => number;
};
type EngineSnapshot = {
  nodeCount: number;
  nodeFieldCount: number;
  createNode: (index: number) => EngineNode;
  getAggregatesByClassKey: (sorted: boolean, key: string) => Record<string, Omit<StandardClass, 'key'>>;
  interfaceDefinitions: () => string;
  aggregatesForDiff: (definitions: string) => object;
  calculateSnapshotDiff: (id: number, aggregates: object) => Record<string, StandardDiff>;
};
type EngineModule = {
  HeapSnapshotLoader: {
    HeapSnapshotLoader: new (dispatcher: object) => {
      write: (chunk: string) => void;
      close: () => void;
      buildSnapshot: (port: unknown) => Promise<EngineSnapshot>;
    };
  };
  HeapSnapshot: { SecondaryInitManager: new (port: unknown) => unknown };
};

const engines = new WeakMap<StandardSnapshot, EngineSnapshot>();
let nextDiff = 1;

/** The file of the bundled standard engine; made once into node_modules/.cache, named by the package's version. */
export async function standardEngineFile(): Promise<string> {
  const front = path.join(root, 'node_modules/chrome-devtools-frontend');
  const { version } = await import(pathToFileURL(path.join(front, 'package.json')).href, {
    with: { type: 'json' },
  }).then((module: { default: { version: string } }) => module.default);
  const folder = path.join(root, 'node_modules/.cache/standard-engine');
  const file = path.join(folder, `${version}.mjs`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const made = await build({
    entryPoints: [path.join(front, 'front_end/entrypoints/heap_snapshot_worker/heap_snapshot_worker.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    write: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'no-locales',
        setup: (plugin) => {
          plugin.onResolve({ filter: /locales\.js$/ }, (found) => ({ path: found.path, namespace: 'no-locales' }));
          plugin.onLoad({ filter: /.*/, namespace: 'no-locales' }, () => ({
            contents: `export const LOCALES = ['en-US']; export const BUNDLED_LOCALES = ['en-US']; export const DEFAULT_LOCALE = 'en-US'; export const REMOTE_FETCH_PATTERN = ''; export const LOCAL_FETCH_PATTERN = '';`,
          }));
        },
      },
    ],
  });
  writeFileSync(file, made.outputFiles[0]?.contents ?? '');
  return file;
}

function snapshotOf(engine: EngineSnapshot): StandardSnapshot {
  const snapshot: StandardSnapshot = {
    nodeCount: engine.nodeCount,
    classes: () =>
      Object.entries(engine.getAggregatesByClassKey(false, 'allObjects')).map(([key, row]) => ({
        key,
        name: row.name,
        count: row.count,
        self: row.self,
        maxRet: row.maxRet,
        distance: row.distance,
      })),
    node: (ordinal) => {
      const node = engine.createNode(ordinal * engine.nodeFieldCount);
      return {
        id: node.id(),
        shallowSize: node.selfSize(),
        retainedSize: node.retainedSize(),
        distance: node.distance(),
        dominatorId: engine.createNode(node.dominatorIndex()).id(),
      };
    },
    diffFrom: (before) => {
      const base = engines.get(before);
      if (base === undefined) throw new Error('not opened by the standard engine');
      const aggregates = base.aggregatesForDiff(engine.interfaceDefinitions());
      return new Map(Object.entries(engine.calculateSnapshotDiff((nextDiff += 1), aggregates)));
    },
  };
  engines.set(snapshot, engine);
  return snapshot;
}

/** Opens a file with the standard engine. Its sentences about unreachable nodes are not printed. */
export async function openWithStandardEngine(file: string): Promise<StandardSnapshot> {
  const engine: EngineModule = await import(pathToFileURL(await standardEngineFile()).href);
  const loader = new engine.HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent: () => undefined });
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(4 * 1024 * 1024);
  for (;;) {
    const read = readSync(descriptor, buffer, 0, buffer.length, null);
    if (read === 0) break;
    // Snapshots of Node are ASCII; latin1 keeps one character per byte.
    loader.write(buffer.toString('latin1', 0, read));
  }
  closeSync(descriptor);
  loader.close();
  const warn = console.warn;
  console.warn = () => undefined;
  try {
    const channel = new MessageChannel();
    const secondary = new engine.HeapSnapshot.SecondaryInitManager(channel.port2);
    const snapshot = await loader.buildSnapshot(channel.port1);
    channel.port1.close();
    channel.port2.close();
    if (secondary === undefined) throw new Error('no second half');
    return snapshotOf(snapshot);
  } finally {
    console.warn = warn;
  }
}
