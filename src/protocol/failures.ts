import type { Place } from './places.ts';

/**
 * The closed table of failures. Each says who should see it, whether trying again can help, and what the user can do.
 * `what` is completed with the thing it happened to; a message says what happened, to which thing, and what to do next.
 */
export const failures = {
  targetGone: { audience: 'user', retry: false, next: 'Pick a running process.' },
  targetNotNode: { audience: 'user', retry: false, next: 'Pick a Node.js process, version 20 or later.' },
  targetNotOurs: { audience: 'user', retry: false, next: 'Attach as the user who runs the process.' },
  targetTooOld: { audience: 'user', retry: false, next: 'Run the program on Node 20 or later.' },
  attachPortTaken: {
    audience: 'user',
    retry: true,
    next: 'End the debugger that holds the port, or start the program with `pitstop watch`.',
  },
  attachRefused: { audience: 'user', retry: false, next: 'Start the program with *Launch and Profile* instead.' },
  attachTimeout: {
    audience: 'user',
    retry: true,
    next: 'Try again when the process answers: it may be busy, stopped, or paused in a debugger.',
  },
  targetBusy: { audience: 'user', retry: true, next: 'Wait for the running snapshot to end.' },
  snapshotFailed: { audience: 'user', retry: true, next: 'Read the reason; free memory or disk, then take it again.' },
  diskFull: {
    audience: 'user',
    retry: true,
    next: 'Free disk space there, or keep the data elsewhere: the setting `pitstop.captures.folder`, or `--data DIR`.',
  },
  fileMissing: { audience: 'user', retry: false, next: 'Check the path.' },
  fileUnreadable: { audience: 'user', retry: false, next: 'Check that it is a file and that you may read it.' },
  fileExists: { audience: 'user', retry: false, next: 'Give another name, or remove the file first.' },
  allocationsAbsent: {
    audience: 'user',
    retry: false,
    next: 'Take it with *Record allocation stacks*, or read a .heapprofile.',
  },
  notAHeapProfile: { audience: 'user', retry: false, next: 'Choose a .heapprofile file written by V8.' },
  notASnapshot: {
    audience: 'user',
    retry: false,
    next: 'Choose a .heapsnapshot file written by V8 (Node.js or Chromium).',
  },
  notAProfile: {
    audience: 'user',
    retry: false,
    next: 'Choose a .cpuprofile or .heapprofile file written by V8 (Node.js or Chromium).',
  },
  profileFailed: { audience: 'user', retry: true, next: 'Read the reason, then take it again.' },
  profileUnknown: { audience: 'user', retry: false, next: 'Refresh the list of profiles.' },
  snapshotTooLarge: {
    audience: 'user',
    retry: false,
    next: 'Analyse it on a machine with more memory.',
  },
  captureUnknown: { audience: 'user', retry: false, next: 'Refresh the captures list.' },
  nodeUnknown: { audience: 'user', retry: false, next: 'Check the node id; ids are those of the snapshot file.' },
  heapdumpAbsent: {
    audience: 'user',
    retry: false,
    next: 'Use *Take Heap Snapshot*; heapdump is not loaded in this process.',
  },
  workerCrashed: { audience: 'user', retry: true, next: 'Try again; if it happens again, copy the diagnostics.' },
  storeNewer: { audience: 'user', retry: false, next: 'Update Pitstop, or move the store away to start a new one.' },
  storeCorrupt: { audience: 'user', retry: false, next: 'The damaged store was set aside; a new one is in use.' },
  protocolMismatch: {
    audience: 'user',
    retry: false,
    next: 'Restart the program or the host, so that both are of one version.',
  },
  hostGone: { audience: 'user', retry: true, next: 'Try again: the host is started anew.' },
  hostUnreachable: {
    audience: 'user',
    retry: true,
    next: 'Check the address and the token, or leave them out: then a host is started.',
  },
  postgresFailed: { audience: 'user', retry: true, next: 'Read the reason; `pitstop doctor` tells what is missing.' },
  databaseRefused: {
    audience: 'user',
    retry: true,
    next: 'Check the address, the user and the password, and that the server runs.',
  },
  databaseNone: {
    audience: 'user',
    retry: false,
    next: 'Run *Connect to PostgreSQL…*, or give `--url` or `--embedded`.',
  },
  databaseRemote: {
    audience: 'user',
    retry: false,
    next: 'Confirm that this server may be analysed, or use a copy on this machine.',
  },
  databaseGone: { audience: 'user', retry: true, next: 'Check that the server runs, then try again.' },
  statementRefused: { audience: 'user', retry: false, next: 'Give one statement that reads.' },
  statementFailed: { audience: 'user', retry: false, next: 'Correct the statement where the server points.' },
  statementTimeout: {
    audience: 'user',
    retry: true,
    next: 'Explain it without running it, or give it values that touch fewer rows.',
  },
  statementNotFound: { audience: 'user', retry: false, next: 'Put the cursor into a SQL statement.' },
  planUnreadable: {
    audience: 'user',
    retry: false,
    next: 'Paste the whole output of EXPLAIN, as text, JSON or YAML.',
  },
  proofFailed: { audience: 'user', retry: true, next: 'Read the reason; nothing was changed on the server.' },
  huntNoWork: {
    audience: 'user',
    retry: true,
    next: 'Let the program work: use it, give the hunt a load, or mark its cycles.',
  },
  huntBusy: { audience: 'user', retry: true, next: 'Wait for the running hunt to end, or cancel it.' },
  poolNone: { audience: 'user', retry: true, next: 'Let the program use its pool once, then try again.' },
  poolFailed: { audience: 'user', retry: true, next: 'Read the reason; the pool is as it was.' },
  changeConflict: {
    audience: 'user',
    retry: false,
    next: 'Look at the file: it was changed since. Take the change back by hand, or restore the file first.',
  },
  ledgerUnknown: {
    audience: 'user',
    retry: false,
    next: 'Look at the processes where Linux or macOS runs them, such as in the container or over SSH.',
  },
  loadFailed: { audience: 'user', retry: true, next: 'Check that the server listens and that the load file is right.' },
  badRequest: { audience: 'developer', retry: false, next: 'Correct the request.' },
  limitReached: { audience: 'user', retry: false, next: 'Close or remove what is not needed, then try again.' },
  internal: { audience: 'developer', retry: false, next: 'Copy the diagnostics and report this.' },
} as const satisfies Record<string, { audience: 'user' | 'developer'; retry: boolean; next: string }>;

export type FailureCode = keyof typeof failures;

/** A failure as it crosses a process. `message` says what happened to which thing; `next` what to do. */
export type FailureBody = {
  readonly code: FailureCode;
  readonly message: string;
  readonly next: string;
  readonly cause?: string;
  /** Where in the user's source it is, where that is known: a statement with an error in it. */
  readonly place?: Place;
};

/** A failure on its way. Raised where a foreign error is understood, caught where a request is dispatched. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly next: string;
  readonly place: Place | undefined;

  constructor(code: FailureCode, message: string, cause?: unknown, place?: Place) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.place = place;
    this.next = failures[code].next;
  }

  /** True for failures of any copy of this class: each bundle of a process has one of its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Failure' && 'code' in value && 'next' in value;
  }

  body(): FailureBody {
    const cause = this.cause instanceof Error ? this.cause.message : undefined;
    return {
      code: this.code,
      message: this.message,
      next: this.next,
      ...(cause === undefined ? {} : { cause }),
      ...(this.place === undefined ? {} : { place: this.place }),
    };
  }
}

/** The failure that a body tells of, to be thrown again on this side. */
export function failureOf({ code, message, cause, place }: FailureBody): Failure {
  return new Failure(code, message, cause === undefined ? undefined : new Error(cause), place);
}

/** Number under which a failure travels as a JSON-RPC error; its body is the error's data. */
export const failureErrorCode = -32_000;
