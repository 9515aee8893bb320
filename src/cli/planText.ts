import type { PlanNode, QueryPlan } from '../protocol/plans.ts';
import { formatBytes, formatCount, formatDuration } from './format.ts';
import type { Output } from './output.ts';

/** A line of the tree: a node with what is drawn before its name, or one of its facts. */
type Line = { readonly node: PlanNode | null; readonly text: string };

const barWidth = 8;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** Conditions and the like, which say what a node does; the rest is in the JSON. */
const shownDetails =
  /^(Filter|Index Cond|Recheck Cond|Hash Cond|Merge Cond|Join Filter|One-Time Filter|TID Cond|Order By|Function Call|Cache Key|Sort Method|Disabled|Conflict Filter|Remote SQL|Run Condition):/;

/** The lines before the name of each node: `│  └─ `. `rest` is what its own facts are set under. */
function branches(nodes: readonly PlanNode[]): readonly { readonly own: string; readonly rest: string }[] {
  // From the end: whether a further child of the same parent follows.
  const follows: boolean[] = [];
  const drawn = nodes.toReversed().map(({ depth }) => {
    const hasNext = follows[depth] === true;
    follows.length = depth + 1;
    follows[depth] = true;
    const stem = Array.from({ length: Math.max(0, depth - 1) }, (_, level) =>
      follows[level + 1] === true ? '│  ' : '   ',
    );
    const above = stem.join('');
    if (depth === 0) return { own: '', rest: '' };
    return { own: `${above}${hasNext ? '├─ ' : '└─ '}`, rest: `${above}${hasNext ? '│  ' : '   '}` };
  });
  return drawn.toReversed();
}

function nameOf({ relationship, nodeType, subject }: PlanNode): string {
  const isPlain = relationship === null || ['Outer', 'Inner', 'Member', 'Subquery'].includes(relationship);
  return `${isPlain ? '' : `${relationship}: `}${nodeType}${subject === '' ? '' : `  ${subject}`}`;
}

function linesOf(nodes: readonly PlanNode[], output: Output): readonly Line[] {
  const drawn = branches(nodes);
  return nodes.flatMap((node, index): readonly Line[] => {
    const { own, rest } = drawn[index] ?? { own: '', rest: '' };
    const hasChild = (nodes[index + 1]?.depth ?? 0) > node.depth;
    const under = `${rest}${hasChild ? '│  ' : '   '}`;
    const remark = node.remark === null ? [] : [{ node: null, text: under + output.styled('yellow', node.remark) }];
    const facts = node.details
      .filter((detail) => shownDetails.test(detail))
      .map((detail) => ({ node: null, text: under + output.styled('dim', detail) }));
    return [{ node, text: own + output.styled('bold', nameOf(node)) }, ...remark, ...facts];
  });
}

/** A bar of up to eight characters, as long as the share of the whole. */
function bar(share: number): string {
  const parts = Math.round(Math.min(1, share) * barWidth * 8);
  return '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '');
}

function rowsText({ planRows, actualRows }: PlanNode): string {
  if (actualRows === null) return formatCount(planRows);
  const actual = Number.isInteger(actualRows) || actualRows >= 10 ? formatCount(actualRows) : actualRows.toFixed(2);
  return `${formatCount(planRows)} → ${actual}`;
}

function blocksText({ buffers, tempBytes }: PlanNode): string {
  if (buffers === null) return '';
  const { hit, read, dirtied, written } = buffers;
  const parts = [
    hit + read === 0 ? '' : formatCount(hit + read),
    read === 0 ? '' : `(${formatCount(read)} read)`,
    dirtied + written === 0 ? '' : `${formatCount(dirtied + written)} written`,
    tempBytes === null || tempBytes === 0 ? '' : `temp ${formatBytes(tempBytes)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function timing(plan: QueryPlan): string {
  const { planningMs, executionMs, isAnalyzed, ownMs } = plan;
  const planned = planningMs === null ? 'planned' : `planned in ${formatDuration(planningMs)}`;
  const ran = executionMs === null ? '' : `, ran in ${formatDuration(executionMs)}`;
  // A plan that was pasted took no time of ours.
  const own = ownMs === 0 ? '' : `; our own share ${formatDuration(ownMs)}`;
  return `${planned}${isAnalyzed ? ran : ', not run'}${own}`;
}

function printTree(output: Output, { nodes, isAnalyzed }: QueryPlan): void {
  const wholeMs = nodes.reduce((sum, { selfMs }) => sum + (selfMs ?? 0), 0);
  const isTimed = nodes.some(({ selfMs }) => selfMs !== null);
  const ofNode =
    (text: (node: PlanNode) => string) =>
    ({ node }: Line) =>
      node === null ? '' : text(node);
  const timed = [
    {
      title: 'self',
      text: ofNode(({ selfMs }) => (selfMs === null ? '' : formatDuration(selfMs))),
      align: 'right' as const,
    },
    {
      title: '',
      text: ofNode(({ selfMs }) => (wholeMs > 0 && selfMs !== null ? bar(selfMs / wholeMs) : '').padEnd(barWidth)),
      align: 'left' as const,
    },
  ];
  output.table<Line>(
    [
      ...(isTimed ? timed : []),
      { title: isAnalyzed ? 'rows planned → actual' : 'rows planned', text: ofNode(rowsText), align: 'right' },
      ...(isAnalyzed
        ? [
            {
              title: 'loops',
              text: ofNode(({ loops }) => (loops === null || loops === 1 ? '' : formatCount(loops))),
              align: 'right' as const,
            },
            { title: 'buffers', text: ofNode(blocksText), align: 'right' as const },
          ]
        : []),
      { title: 'node', text: ({ text }) => text, align: 'left' },
    ],
    linesOf(nodes, output),
  );
}

const variantNames = { rare: 'rare values', absent: 'values that are not there' } as const;

/** For which other values the plan would be another; nothing where it is the same for all that were tried. */
function variantLines({ variants = [] }: QueryPlan): readonly string[] {
  return variants
    .filter(({ isSame }) => !isSame)
    .map(({ kind, shape, planRows }) =>
      kind === 'generic'
        ? `the plan that serves all values is another: ${shape} (${formatCount(planRows)} rows planned)`
        : `with ${variantNames[kind]} the plan is another: ${shape} (${formatCount(planRows)} rows planned)`,
    );
}

/** Prints a plan for people: its tree with own times, rows and buffers, then what was used and what is wrong. */
export function printPlan(output: Output, plan: QueryPlan): void {
  if (plan.place !== null) output.line(output.styled('dim', `${plan.place.file}:${plan.place.line}`));
  output.line(timing(plan));
  output.line();
  printTree(output, plan);
  const facts = [
    ...plan.parameters.map(
      ({ number, text, type, note }) => `$${number} ${text === `$${number}` ? '' : `${text} `}(${type}): ${note}`,
    ),
    ...variantLines(plan),
    ...plan.triggers.map(
      ({ name, timeMs, calls }) => `trigger ${name}: ${formatDuration(timeMs)} in ${formatCount(calls)} calls`,
    ),
    ...(plan.jitMs === null ? [] : [`compiling to machine code (JIT) took ${formatDuration(plan.jitMs)}`]),
  ];
  if (facts.length > 0) output.line();
  for (const fact of facts) output.line(fact);
  for (const { where, what } of plan.problems) output.note(`${where}: ${what}`);
}
