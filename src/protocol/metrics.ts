import type { Unit } from './units.ts';

/**
 * What the probe measures at each tick, in the order of a tick's values. Every value has a unit and a source;
 * a value that could not be read is NaN in a column and null in JSON, never zero.
 */
export const metrics = [
  { id: 'heapUsed', unit: 'bytes', label: 'Heap used', source: 'process.memoryUsage().heapUsed' },
  { id: 'heapTotal', unit: 'bytes', label: 'Heap committed', source: 'process.memoryUsage().heapTotal' },
  { id: 'heapLimit', unit: 'bytes', label: 'Heap limit', source: 'v8.getHeapStatistics().heap_size_limit' },
  { id: 'rss', unit: 'bytes', label: 'RSS', source: 'process.memoryUsage().rss' },
  { id: 'external', unit: 'bytes', label: 'External', source: 'process.memoryUsage().external' },
  { id: 'arrayBuffers', unit: 'bytes', label: 'Array buffers', source: 'process.memoryUsage().arrayBuffers' },
  { id: 'loopDelayP50', unit: 'ms', label: 'Loop delay p50', source: 'perf_hooks.monitorEventLoopDelay, last second' },
  { id: 'loopDelayP99', unit: 'ms', label: 'Loop delay p99', source: 'perf_hooks.monitorEventLoopDelay, last second' },
  { id: 'loopDelayMax', unit: 'ms', label: 'Loop delay max', source: 'perf_hooks.monitorEventLoopDelay, last second' },
  { id: 'loopUtilisation', unit: 'ratio', label: 'Loop utilisation', source: 'performance.eventLoopUtilization()' },
  { id: 'gcShare', unit: 'ratio', label: 'GC share', source: 'gc performance entries: paused time in the tick' },
  {
    id: 'allocationRate',
    unit: 'bytesPerSecond',
    label: 'Allocation',
    source: 'v8.GCProfiler in one tick a second: heap used before each GC minus after the one before',
  },
  { id: 'cpuShare', unit: 'ratio', label: 'CPU', source: 'process.cpuUsage(), of one core' },
  {
    id: 'activeResources',
    unit: 'count',
    label: 'Active resources',
    source: 'process.getActiveResourcesInfo().length',
  },
  { id: 'probeShare', unit: 'ratio', label: 'Probe', source: 'the probe times its own work, of one core' },
] as const satisfies readonly { id: string; unit: Unit; label: string; source: string }[];

export type MetricId = (typeof metrics)[number]['id'];
export const metricIds: readonly MetricId[] = metrics.map((metric) => metric.id);

/** Kinds of collection, as the engine numbers them in `gc` performance entries. */
export const collectionKinds = [
  { flag: 1, id: 'scavenge', label: 'Scavenge' },
  { flag: 2, id: 'minorMarkSweep', label: 'Minor mark-sweep' },
  { flag: 4, id: 'markCompact', label: 'Mark-compact' },
  { flag: 8, id: 'incrementalMarking', label: 'Incremental' },
  { flag: 16, id: 'weakCallbacks', label: 'Weak callbacks' },
] as const;
export type CollectionKindId = (typeof collectionKinds)[number]['id'];
