import { countText, spanText } from '../../../format/figures.ts';
import type { IdleTransaction, ServerFacts } from '../serverFacts.ts';
import { countEvidence, type ServerRule, type ServerSign } from '../serverRule.ts';

/** A program may think for a moment between two statements. */
const idleMsMin = 10_000;
/** Where somebody waits for it, a moment is enough. */
const idleWaitedForMsMin = 1_000;

/** `session 4711 (agents, user app)`. */
function sessionText({ pid, application, user }: IdleTransaction): string {
  const who = [application, user === '' ? '' : `user ${user}`].filter((each) => each !== '').join(', ');
  return who === '' ? `session ${pid}` : `session ${pid} (${who})`;
}

/** The same for sessions of one program that stopped behind the same statement. */
const subjectOf = ({ application, user, fingerprint }: IdleTransaction) => [application, user, fingerprint].join('\n');

function holdsText({ locks, waiting, viewAge }: IdleTransaction): string {
  const parts = [
    ...(locks.length === 0 ? [] : [`it holds ${locks.slice(0, 5).join(', ')}`]),
    ...(waiting.length === 0
      ? []
      : [
          `${waiting.length === 1 ? `session ${waiting[0]} waits` : `sessions ${waiting.slice(0, 5).join(', ')} wait`} for it`,
        ]),
    ...(viewAge === null ? [] : [`no row that died in the last ${countText(viewAge)} transactions can be cleaned up`]),
  ];
  return parts.length === 0 ? 'it holds nothing but its connection' : parts.join('; ');
}

/** `, and 2 more of the same`. */
function othersText(sessions: readonly IdleTransaction[]): string {
  return sessions.length === 1
    ? ''
    : ` ${sessions.length - 1} more are in the same state (${sessions
        .slice(1, 6)
        .map(({ pid }) => pid)
        .join(', ')}).`;
}

function signOf(sessions: readonly IdleTransaction[]): ServerSign {
  const [first] = sessions;
  const { pid, idleMs, transactionMs, locks, waiting, statement, viewAge } = first;
  const last = statement === '' ? '' : ` Its last statement: ${statement}.`;
  return {
    subject: subjectOf(first),
    title: `${sessionText(first)} is idle in a transaction for ${spanText(idleMs)}${waiting.length > 0 ? ', and others wait for it' : ''}`,
    severity: waiting.length > 0 ? 'error' : locks.length > 0 || viewAge !== null ? 'warning' : 'info',
    evidence: [
      countEvidence('pid of the session', pid),
      { name: 'nothing asked for', value: Math.round(idleMs), unit: 'ms' },
      { name: 'its transaction is open', value: Math.round(transactionMs), unit: 'ms' },
      countEvidence('locks that keep others out', locks.length),
      countEvidence('sessions that wait for it', waiting.length),
      ...(viewAge === null ? [] : [countEvidence('transactions whose dead rows it holds back', viewAge)]),
      ...(sessions.length === 1 ? [] : [countEvidence('sessions in the same state', sessions.length)]),
    ],
    saving: null,
    confidence: 'measured',
    disprovedBy: 'The session goes on with its transaction by itself in time.',
    text: `End the transaction where it was opened, by COMMIT or ROLLBACK in a finally, and wait for nothing else inside it: ${holdsText(first)}.${last}${othersText(sessions)} If nobody can, pg_terminate_backend(${pid}) ends the session. The limit below, set for the role of the program, ends what is forgotten.`,
    change: {
      name: 'idle_in_transaction_limit',
      up: `SET idle_in_transaction_session_timeout = '60s';`,
      down: 'RESET idle_in_transaction_session_timeout;',
      isMigration: false,
    },
    effort: 'change',
    risks: [
      'pg_terminate_backend takes back all that the session has not committed: look at what it does before.',
      'With the limit the session ends with an error: the program has to be ready for that.',
    ],
  };
}

export const idleInTransaction: ServerRule = {
  name: 'idle-in-transaction',
  purpose: 'A session that opened a transaction and does nothing: it keeps locks, and dead rows from being cleaned up.',
  signs: ({ idle }: ServerFacts) => {
    const lasting = idle
      .filter(({ idleMs, waiting }) => idleMs >= (waiting.length > 0 ? idleWaitedForMsMin : idleMsMin))
      .toSorted((one, other) => other.waiting.length - one.waiting.length || other.idleMs - one.idleMs);
    const subjects = [...new Set(lasting.map(subjectOf))];
    return subjects.map((subject) => signOf(lasting.filter((one) => subjectOf(one) === subject)));
  },
};
