import { createHash } from 'node:crypto';
import { spanText } from '../../format/figures.ts';
import type { Evidence, Finding } from '../../protocol/findings.ts';
import type { QueryPlan } from '../../protocol/plans.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { SqlParser } from '../sql/sqlParser.ts';
import { withUndo } from './adviceWords.ts';
import type { BlockingSession } from './lockWait.ts';

const rule = 'lock-wait';
const statementCharactersMax = 120;

/** `session 4711 (psql, user agents), idle in transaction for 40 s`. */
function sessionWords({ pid, application, user, state, stateMs }: BlockingSession): string {
  const who = [application, user === null ? '' : `user ${user}`].filter((each) => each !== '').join(', ');
  const since = stateMs === null ? '' : ` for ${spanText(stateMs)}`;
  return `session ${pid}${who === '' ? '' : ` (${who})`}, ${state ?? 'in an unknown state'}${since}`;
}

function lastStatement({ query }: BlockingSession, parser: SqlParser): string {
  const redacted =
    parser
      .redacted(query)
      ?.replaceAll(/\s+/g, ' ')
      .replace(/[;\s]+$/, '') ?? '';
  return redacted === '' ? '' : ` Its last statement: ${redacted.slice(0, statementCharactersMax)}`;
}

function evidenceOf(blocker: BlockingSession): readonly Evidence[] {
  const { pid, state, transactionMs } = blocker;
  return [
    { name: `pid of the blocking session, ${state ?? 'in an unknown state'}`, value: pid, unit: 'count' },
    ...(transactionMs === null
      ? []
      : [{ name: `its transaction is open`, value: Math.round(transactionMs), unit: 'ms' as const }]),
  ];
}

/** The finding that a statement waits for a lock of another session. It claims no gain: there is none to measure. */
export function lockFinding(
  blockers: readonly BlockingSession[],
  plan: QueryPlan,
  { parser, foundAt, waitedMs }: { parser: SqlParser; foundAt: EpochMs; waitedMs: number },
): Finding | null {
  const [first] = blockers;
  if (first === undefined) return null;
  const isIdle = first.state?.startsWith('idle in transaction') === true;
  const how = isIdle
    ? 'End its transaction where it was opened, by COMMIT or ROLLBACK'
    : 'Let its transaction end, or make it shorter';
  const key = [rule, plan.database, plan.fingerprint];
  const { place, planId } = plan;
  return {
    findingId: createHash('sha256').update(key.join('\n')).digest('hex').slice(0, 16),
    rule,
    title: `waits for a lock of ${sessionWords(first)}`,
    severity: 'error',
    place,
    ...(place === null ? { placeReason: 'the statement was given as text' } : {}),
    evidence: [...blockers.flatMap(evidenceOf), { name: 'waited in vain', value: waitedMs, unit: 'ms' }],
    saving: null,
    confidence: 'measured',
    disprovedBy: 'The statement still waits when that session has ended its transaction.',
    state: 'new',
    foundAt,
    advice: {
      text: `The statement is not slow: it waits for a lock of ${blockers.map(sessionWords).join('; ')}.${lastStatement(first, parser)}. ${how}; if nobody can, pg_terminate_backend(${first.pid}) ends the session. With these limits, set for the role of the program, neither side waits for ever.`,
      sql: withUndo({
        up: `SET lock_timeout = '2s';\nSET idle_in_transaction_session_timeout = '60s';`,
        down: 'RESET lock_timeout;\nRESET idle_in_transaction_session_timeout;',
      }),
      changes: [],
      effort: 'change',
      costs: [],
      risks: [
        'pg_terminate_backend takes back all that the session has not committed: look at what it does before.',
        'With lock_timeout a statement fails instead of waiting: the program has to try again.',
      ],
    },
    planId,
  };
}
