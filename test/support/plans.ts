import type { PlanNode, QueryPlan, SqlStatement } from '../../src/protocol/plans.ts';
import type { Place } from '../../src/protocol/places.ts';

const buffers = (hit: number, read: number) => ({ hit, read, dirtied: 0, written: 0 });

/** A node with what the test is about, and nothing else known. */
export function planNode(known: Partial<PlanNode> & Pick<PlanNode, 'nodeType'>): PlanNode {
  return {
    depth: 0,
    subject: '',
    relationship: null,
    planRows: 1,
    actualRows: null,
    loops: null,
    workers: null,
    selfMs: null,
    totalMs: null,
    estimateRatio: null,
    rowsRemoved: null,
    buffers: null,
    tempBytes: null,
    details: [],
    remark: null,
    ...known,
  };
}

/** A plan of 84.1 ms that was run: a limit over a scan that takes nearly all of it. */
export function slowPlan(place: Place, changes: Partial<QueryPlan> = {}): QueryPlan {
  return {
    planId: 'p1',
    fingerprint: 'f1',
    sql: 'select a from b where c = $1',
    place,
    database: 'me@127.0.0.1:5432/shop',
    plannedAt: 1,
    isAnalyzed: true,
    planningMs: 0.2,
    executionMs: 84.1,
    findings: [],
    nodes: [
      planNode({ nodeType: 'Limit', selfMs: 0.1, totalMs: 84, buffers: buffers(1, 0) }),
      planNode({
        depth: 1,
        nodeType: 'Seq Scan',
        subject: 'b',
        selfMs: 83.9,
        totalMs: 83.9,
        buffers: buffers(3_800, 50),
      }),
    ],
    parameters: [],
    triggers: [],
    jitMs: null,
    ownMs: 3,
    problems: [],
    changedNodes: null,
    trials: [],
    json: '[]',
    ...changes,
  };
}

/** A statement over whole lines from `place` to `endLine`. */
export function statementAt(place: Place, changes: Partial<SqlStatement> = {}): SqlStatement {
  return {
    sql: 'select a from b where c = $1',
    fingerprint: 'f1',
    kind: 'select',
    place,
    end: { line: place.line, column: place.column + 28 },
    parameters: [{ number: 1, text: 'c' }],
    ...changes,
  };
}
