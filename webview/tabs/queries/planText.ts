import type { PlanNode } from '../../../src/protocol/plans.ts';
import { milliseconds } from '../../format/milliseconds.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';

/** The head of a node as text: what it is, and what it works on. */
export function nodeName({ nodeType, subject }: PlanNode): string {
  return subject === '' ? nodeType : `${nodeType} ${subject}`;
}

function figures(node: PlanNode): string {
  const { planRows, actualRows, loops, selfMs, totalMs } = node;
  const rows =
    actualRows === null
      ? `rows ${wholeNumber(planRows)}`
      : `rows ${wholeNumber(planRows)} → ${wholeNumber(actualRows)}`;
  const parts = [
    rows,
    ...(loops === null || loops === 1 ? [] : [`loops ${wholeNumber(loops)}`]),
    ...(selfMs === null ? [] : [`self ${inWords(milliseconds(selfMs))}`]),
    ...(totalMs === null ? [] : [`total ${inWords(milliseconds(totalMs))}`]),
  ];
  return parts.join(', ');
}

/** What a node touched in buffers, in words; empty where nothing. */
export function bufferWords({ buffers, tempBytes }: PlanNode): string {
  const parts = buffers === null ? [] : Object.entries(buffers).filter(([, count]) => count > 0);
  const words = parts.map(([name, count]) => `${name} ${wholeNumber(count)}`);
  const temporary = tempBytes === null || tempBytes === 0 ? [] : [`temporary ${inWords(quantity(tempBytes, 'bytes'))}`];
  return [...words, ...temporary].join(', ');
}

/** The plan as text, a node a line, its conditions below it. */
export function planText(nodes: readonly PlanNode[]): string {
  return nodes
    .flatMap((node) => {
      const indent = '  '.repeat(node.depth);
      const relation = node.relationship === null || node.depth === 0 ? '' : `${node.relationship}: `;
      const head = `${indent}${node.depth === 0 ? '' : '-> '}${relation}${nodeName(node)}  (${figures(node)})`;
      const buffers = bufferWords(node);
      const below = [...node.details, ...(buffers === '' ? [] : [`Buffers: ${buffers}`])];
      return [head, ...below.map((line) => `${indent}     ${line}`)];
    })
    .join('\n');
}

/** The plan as the server gave it, broken into lines; as it is where it cannot be read. */
export function planJson(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    // Shown as it came: it is the server's word, whatever its form.
    return json;
  }
}
