import type { Worker } from 'node:worker_threads';

/** Threads that the probe has started: none of the program's. */
export const ownThreads = new WeakSet<Worker>();
