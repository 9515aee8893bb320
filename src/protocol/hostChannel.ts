import type { Capture, CaptureId } from './captures.ts';
import type { AppliedChange } from './advice.ts';
import type { Experiment, PoolSubject } from './experiments.ts';
import type { Finding, FindingId } from './findings.ts';
import type { NodeRow, NodeSet } from './heapNodes.ts';
import type {
  ClassDiffRow,
  ClassRow,
  GrowthRow,
  HeapDiffFigures,
  HeapFigures,
  IcicleNode,
  NodeDetail,
  Page,
  PageRequest,
} from './heapRows.ts';
import type {
  AllocationPage,
  ClosureRow,
  ModuleRow,
  NodePaths,
  ScopeRow,
  SharedCapture,
  StringOrder,
  StringRow,
  TablePage,
} from './heapTables.ts';
import type { HostState } from './hostState.ts';
import type { LeakHunt } from './hunts.ts';
import type { Job, JobId, Progress } from './jobs.ts';
import type { Ledger, ReapedProcess } from './ledger.ts';
import type { LivePool } from './livePools.ts';
import type { LoadPlan, LoadRun } from './loadRun.ts';
import type { MetricId } from './metrics.ts';
import type {
  Database,
  DatabaseCandidate,
  PlanComparison,
  PlanId,
  PlanSummary,
  QueryPlan,
  SqlSource,
  SqlStatement,
} from './plans.ts';
import type {
  FlameAnswer,
  FlameRequest,
  Profile,
  ProfileComparison,
  ProfileFunctionPage,
  ProfileId,
  ProfileKind,
  ProfileSummary,
} from './profiles.ts';
import type { ServerReview } from './reviews.ts';
import type { Stall } from './stalls.ts';
import type { Candidate, Target, TargetId } from './targets.ts';
import type { Bytes, Count, EpochMs } from './units.ts';

/** Clients and host greet each other with this number; different numbers are refused. */
export const hostProtocol = 1;

/** Path of the channel's WebSocket on 127.0.0.1. The token goes into the header `Authorization: Bearer TOKEN`. */
export const hostPath = '/v1';

/** How a client reaches the host: given in the LSP initialise result, or on standard output of a headless host. */
export type HostAddress = { readonly port: number; readonly token: string; readonly protocol: number };

/** A query's progress token: chosen by the client, named in `progress` events to that client only. */
export type ProgressToken = string;

type Row<Params, Answer> = { readonly params: Params; readonly answer: Answer };
type Nothing = Record<string, never>;

export type ExplainRequest = {
  readonly source: SqlSource;
  readonly isAnalyzed: boolean;
  readonly params: readonly unknown[] | null;
  /** Session settings for the analysis, such as `work_mem`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Lets a writing statement be run in a transaction that is rolled back. */
  readonly allowWrites: boolean;
};

export type HuntRequest = {
  readonly targetId: TargetId;
  /** Applied while the hunt goes on; null: the target has work of its own. */
  readonly load: LoadPlan | null;
  readonly allowRemote: boolean;
  /** True where `hunts/mark` tells the cycles. */
  readonly isMarked: boolean;
  /** Units of work in a cycle; null: as the hunter sees fit. */
  readonly iterations: Count | null;
  /** The hunt ends with what it knows by then. */
  readonly seconds: number;
  readonly rehuntOf: FindingId | null;
};

/** Queries ask and change nothing; they may be asked again at any time, and cancelled. */
export type HostQueries = {
  'host/state': Row<Nothing, HostState>;
  'targets/list': Row<Nothing, readonly Target[]>;
  'targets/candidates': Row<Nothing, readonly Candidate[]>;
  /**
   * Samples of a target between two moments, at most `pointsMax` per metric: per bucket the lowest and the highest are
   * kept. The columns (`at` and one per metric) come in a binary frame of kind `answer`, sent before this answer.
   */
  'series/range': Row<
    { targetId: TargetId; fromAt: EpochMs; toAt: EpochMs; pointsMax: number; metrics: readonly MetricId[] },
    { blockId: number; length: number; firstAt: EpochMs | null; lastAt: EpochMs | null }
  >;
  /** Collections of a target between two moments: columns `at`, `kind` (flag) and `pauseMs`. */
  'collections/range': Row<
    { targetId: TargetId; fromAt: EpochMs; toAt: EpochMs },
    { blockId: number; length: number; dropped: number }
  >;
  /** What a target hands out and waits for, with the history from a moment on; empty where nothing is in use. */
  'live/pools': Row<{ targetId: TargetId; sinceAt: EpochMs }, readonly LivePool[]>;
  'profiles/list': Row<Nothing, readonly Profile[]>;
  /** The dearest functions of a profile, with their places. */
  'profiles/summary': Row<{ profileId: ProfileId; functionsMax: Count; progress?: ProgressToken }, ProfileSummary>;
  /** The functions of a profile; sorted by `self`, `total`, `name` or `place`. */
  'profiles/functions': Row<{ profileId: ProfileId; page: PageRequest; progress?: ProgressToken }, ProfileFunctionPage>;
  /** The boxes of a flame graph that can be seen; its columns come in a binary frame before this answer. */
  'profiles/flame': Row<FlameRequest & { progress?: ProgressToken }, FlameAnswer>;
  /** The functions of two profiles of one kind; sorted by `selfDelta`, `totalDelta`, `name`, or without a sign by `change`. */
  'profiles/compare': Row<
    { before: ProfileId; after: ProfileId; page: PageRequest; progress?: ProgressToken },
    ProfileComparison
  >;
  /** What held the event loop of a target up, by place, the costliest first. */
  'live/stalls': Row<{ targetId: TargetId }, readonly Stall[]>;
  'captures/list': Row<Nothing, readonly Capture[]>;
  /** `anew`: an analysis that is kept, in memory or on disk, does not count, and none is kept on disk. */
  'heap/figures': Row<{ captureId: CaptureId; anew?: boolean; progress?: ProgressToken }, HeapFigures>;
  /** Class groups; `placed`: only those whose constructor's place the file tells. */
  'heap/classes': Row<
    { captureId: CaptureId; page: PageRequest; placed?: boolean; progress?: ProgressToken },
    Page<ClassRow>
  >;
  /** Objects that belong together: of a class, inside of one, holders of one, or found by a text. */
  'heap/nodes': Row<
    { captureId: CaptureId; set: NodeSet; page: PageRequest; progress?: ProgressToken },
    TablePage<NodeRow>
  >;
  'heap/node': Row<{ captureId: CaptureId; nodeId: number; progress?: ProgressToken }, NodeDetail>;
  /** A node of a class with the shortest path to a root: where to look first. */
  'heap/classExample': Row<{ captureId: CaptureId; classIndex: number; progress?: ProgressToken }, NodeDetail>;
  /** What holds the heap: the dominator tree from `nodeId` (null: the root), `depth` levels, small ones summed up. */
  'heap/icicle': Row<
    { captureId: CaptureId; nodeId: number | null; depth: number; progress?: ProgressToken },
    IcicleNode
  >;
  /** Texts of the heap: those that are there more than once, or those that take most. */
  'heap/strings': Row<
    { captureId: CaptureId; order: StringOrder; page: PageRequest; progress?: ProgressToken },
    TablePage<StringRow>
  >;
  /** Functions by where they stand in the source. */
  'heap/closures': Row<{ captureId: CaptureId; page: PageRequest; progress?: ProgressToken }, TablePage<ClosureRow>>;
  /** Memory by package, or by file. */
  'heap/modules': Row<
    { captureId: CaptureId; by: ModuleRow['by']; page: PageRequest; progress?: ProgressToken },
    TablePage<ModuleRow>
  >;
  /** Scopes that lie directly in one (-1: in none), or all of them where `within` is null. */
  'heap/scopes': Row<
    { captureId: CaptureId; within: number | null; page: PageRequest; progress?: ProgressToken },
    TablePage<ScopeRow>
  >;
  /** The ways by which a node is held. */
  'heap/paths': Row<{ captureId: CaptureId; nodeId: number; progress?: ProgressToken }, NodePaths>;
  /** Which functions allocated, of a capture for which allocations were tracked. */
  'heap/allocations': Row<{ captureId: CaptureId; page: PageRequest; progress?: ProgressToken }, AllocationPage>;
  /** Which functions allocated, of a sampling heap profile. */
  'heap/profile': Row<{ file: string; page: PageRequest; progress?: ProgressToken }, AllocationPage>;
  'diff/figures': Row<{ before: CaptureId; after: CaptureId; progress?: ProgressToken }, HeapDiffFigures>;
  'diff/classes': Row<
    { before: CaptureId; after: CaptureId; page: PageRequest; progress?: ProgressToken },
    Page<ClassDiffRow>
  >;
  'diff/growth': Row<
    { before: CaptureId; after: CaptureId; page: PageRequest; progress?: ProgressToken },
    Page<GrowthRow>
  >;
  'findings/list': Row<Nothing, readonly Finding[]>;
  /** Everything found, proven, applied and dismissed, as one document that needs nothing else. */
  'findings/report': Row<{ format: 'markdown' | 'html' }, { text: string }>;
  'experiments/list': Row<Nothing, readonly Experiment[]>;
  'hunts/list': Row<Nothing, readonly LeakHunt[]>;
  'database/current': Row<Nothing, Database | null>;
  /** Servers that the settings, the environment and the files of a folder name, in the order in which they are taken. */
  'database/candidates': Row<{ folder: string | null; setting: string | null }, readonly DatabaseCandidate[]>;
  /** All statements of a source; empty where there is none. Never fails for a source that cannot be parsed. */
  'sql/statements': Row<{ file: string; text: string }, readonly SqlStatement[]>;
  'plans/list': Row<Nothing, readonly PlanSummary[]>;
  'plans/get': Row<{ planId: PlanId }, QueryPlan>;
  /** Two kept plans node by node, of one statement or of two. */
  'plans/compare': Row<{ before: PlanId; after: PlanId }, PlanComparison>;
  'jobs/list': Row<Nothing, readonly Job[]>;
  /** The user's agent systems, or one process with all below it and what has strayed from it. At most a second old. */
  'ledger/read': Row<{ pid: number | null }, Ledger>;
  /** Environment variables that make a Node program report here from its first line. */
  'launch/environment': Row<Nothing, Readonly<Record<string, string>>>;
};

/** Intents ask for something to be done. The answer is an id or a failure; the outcome comes as an event. */
export type HostIntents = {
  'targets/attach': Row<{ pid: number }, { jobId: JobId }>;
  'targets/detach': Row<{ targetId: TargetId }, { jobId: JobId | null }>;
  /** Live blocks of a target are sent to this client from now on; ends with the connection. */
  'live/follow': Row<{ targetId: TargetId }, Nothing>;
  'live/unfollow': Row<{ targetId: TargetId }, Nothing>;
  'captures/take': Row<{ targetId: TargetId; means: 'inspector' | 'heapdump' }, { jobId: JobId }>;
  'captures/import': Row<{ file: string }, { jobId: JobId }>;
  'captures/remove': Row<{ captureId: CaptureId }, Nothing>;
  /** Writes a copy of a capture without its texts, for others, and answers when it is written. */
  'captures/share': Row<{ captureId: CaptureId; file: string; progress?: ProgressToken }, SharedCapture>;
  /** Files that heapdump writes into this folder become captures. */
  'captures/watchFolder': Row<{ folder: string }, Nothing>;
  /** Compares two captures; what grew becomes findings with their places. */
  'captures/compare': Row<{ before: CaptureId; after: CaptureId }, { jobId: JobId }>;
  'findings/dismiss': Row<{ findingId: FindingId; reason: string }, Nothing>;
  /** A dismissed finding comes back. */
  'findings/reopen': Row<{ findingId: FindingId }, Nothing>;
  /** The client that edits tells what it changed; undoing needs it after a restart as well. */
  'findings/applied': Row<{ findingId: FindingId; changes: readonly AppliedChange[] }, Nothing>;
  'findings/undone': Row<{ findingId: FindingId }, Nothing>;
  /** Measures an applied finding again; makes an experiment. `made` is its id. */
  'findings/verify': Row<{ findingId: FindingId }, { jobId: JobId }>;
  /** Connects to a candidate, an address, or our own server. An address may hold a password: never logged or stored. */
  'database/connect': Row<{ candidateId: string | null; url: string | null; allowRemote: boolean }, Database>;
  'database/disconnect': Row<Nothing, Nothing>;
  /**
   * Looks at the connected server as a whole: its indexes, keys, tables and sessions; what it finds becomes findings.
   * `folder` is that of the program whose migrations a change would join. An index is called unused where nothing read
   * it in the time the server counts, which has to be `countedDays`.
   */
  'database/review': Row<{ folder: string | null; countedDays: number }, ServerReview>;
  /** Asks the connected server for a plan. `params` holds the values of $1…; null takes them from its statistics. `made` is the plan's id. */
  'plans/explain': Row<ExplainRequest, { jobId: JobId }>;
  /** Keeps a plan that was pasted: the output of EXPLAIN as text, JSON or YAML, with whatever stands around it. */
  'plans/read': Row<{ text: string }, { planId: PlanId }>;
  /** A plan, and advice for it that was tried out where `prove` is set. `made` is the plan's id, then findings. */
  'plans/advise': Row<ExplainRequest & { prove: boolean }, { jobId: JobId }>;
  /**
   * Watches what stays after each cycle of work and says leak, no leak or unsure. A cycle is `iterations` units of
   * work: of the load, of `hunts/mark`, or of time. `made` is the hunt's id, then findings.
   */
  'hunts/start': Row<HuntRequest, { jobId: JobId }>;
  /** So many cycles of work of the hunted target have ended since the last mark. */
  'hunts/mark': Row<{ targetId: TargetId; cycles: Count }, Nothing>;
  /** Tries sizes of a pool under load. `made` is the experiment's id, then findings. */
  'pools/tune': Row<{ subject: PoolSubject; sizeMax: Count; seconds: number }, { jobId: JobId }>;
  /** Ends orphans and duplicates that the user has ticked, each only as long as it is the process that was ticked. */
  'ledger/reap': Row<
    { processes: readonly { readonly pid: number; readonly startKey: string }[] },
    { reaped: readonly ReapedProcess[] }
  >;
  /**
   * Takes a profile of a target for so many seconds, or until `profiles/stop`, into `file`, or a file of our own.
   * `made` is its id.
   */
  'profiles/take': Row<
    { targetId: TargetId; kind: ProfileKind; seconds: number; file: string | null },
    { jobId: JobId }
  >;
  /** Ends the profile of a target that is being taken: it is kept. */
  'profiles/stop': Row<{ targetId: TargetId }, Nothing>;
  /** A file of the user becomes a profile of the list; it stays where it is. */
  'profiles/open': Row<{ file: string }, Profile>;
  /** Takes a profile off the list; a file of our own is deleted, one of the user stays. */
  'profiles/remove': Row<{ profileId: ProfileId }, Nothing>;
  'jobs/cancel': Row<{ jobId: JobId }, Nothing>;
  /** Starts the embedded PostgreSQL, or tells the one that runs. The url holds its password: it is never logged or stored. */
  'postgres/startEmbedded': Row<Nothing, { url: string; pid: number; dataBytes: Bytes }>;
  /** Applies a load to a server and answers when it is over; cancelling the request ends it. */
  'load/run': Row<{ plan: LoadPlan; allowRemote: boolean; progress?: ProgressToken }, LoadRun>;
  'host/shutdown': Row<Nothing, Nothing>;
};

/** Events push facts; they have no answer. Lists are sent whole: they are short. */
export type HostEvents = {
  'targets/changed': { readonly targets: readonly Target[] };
  'captures/changed': { readonly captures: readonly Capture[] };
  'findings/changed': { readonly findings: readonly Finding[] };
  'experiments/changed': { readonly experiments: readonly Experiment[] };
  'hunts/changed': { readonly hunts: readonly LeakHunt[] };
  'plans/changed': { readonly plans: readonly PlanSummary[] };
  'database/changed': { readonly database: Database | null };
  'profiles/changed': { readonly profiles: readonly Profile[] };
  'jobs/changed': { readonly job: Job };
  'host/changed': { readonly state: HostState };
  progress: { readonly token: ProgressToken; readonly progress: Progress };
};

export type HostRequests = HostQueries & HostIntents;
export type HostMethod = keyof HostRequests;
export type HostParams<Method extends HostMethod> = HostRequests[Method]['params'];
export type HostAnswer<Method extends HostMethod> = HostRequests[Method]['answer'];
export type HostEventName = keyof HostEvents;
