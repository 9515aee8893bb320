import type { PanelStore } from './store/panelStore.ts';
import type { TabElement } from './store/tabElement.ts';

/** A tab: the question it answers, and where its part comes from when it is first opened. */
export type Tab = {
  readonly id: string;
  readonly title: string;
  /** What the tab answers, in a sentence a user could read. */
  readonly question: string;
  readonly open: (store: PanelStore, now: number) => Promise<TabElement>;
};

/** The tabs in their order. */
export const tabs: readonly Tab[] = [
  {
    id: 'overview',
    title: 'Overview',
    question: 'What costs me most, and what do I do first?',
    open: async (store, now) => new (await import('./tabs/overview/overviewTab.ts')).OverviewTab(store, now),
  },
  {
    id: 'memory',
    title: 'Memory',
    question: 'What grew between two snapshots, who holds it, and what holds the heap?',
    open: async (store, now) => new (await import('./tabs/memory/memoryTab.ts')).MemoryTab(store, now),
  },
  {
    id: 'gc-loop',
    title: 'GC & loop',
    question: 'Who stops the loop, and is the collector to blame?',
    open: async (store, now) => new (await import('./tabs/gcLoop/gcLoopTab.ts')).GcLoopTab(store, now),
  },
  {
    id: 'profiles',
    title: 'Profiles',
    question: 'Which functions take the time, who allocates, and what changed between two profiles?',
    open: async (store, now) => new (await import('./tabs/profiles/profilesTab.ts')).ProfilesTab(store, now),
  },
  {
    id: 'pools',
    title: 'Pools',
    question: 'Who waits for a client or a connection, and who has not given one back?',
    open: async (store, now) => new (await import('./tabs/pools/poolsTab.ts')).PoolsTab(store, now),
  },
  {
    id: 'queries',
    title: 'Queries',
    question: 'Where in this statement is the time, and what is a change proven to give?',
    open: async (store, now) => new (await import('./tabs/queries/queriesTab.ts')).QueriesTab(store, now),
  },
  {
    id: 'processes',
    title: 'Processes',
    question: 'Who starts what, at which line, and what is left over?',
    open: async (store, now) => new (await import('./tabs/processes/processesTab.ts')).ProcessesTab(store, now),
  },
  {
    id: 'experiments',
    title: 'Experiments',
    question: 'Which size, which variant, and how sure is that?',
    open: async (store, now) => new (await import('./tabs/experiments/experimentsTab.ts')).ExperimentsTab(store, now),
  },
];
