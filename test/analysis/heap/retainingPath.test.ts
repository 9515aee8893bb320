import { expect, test } from 'vitest';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { nodeFacts } from '../../../src/analysis/heap/nodeDetail.ts';
import { retainersOf } from '../../../src/analysis/heap/retainers.ts';
import { factsOf, openedDrawing } from './openedHeap.ts';

/** The path of a node as `holder.edge`, with how many a chain goes through. */
function pathOf(drawing: string, name: string): readonly string[] {
  const heap = openedDrawing(drawing);
  const { snapshot, strings } = heap;
  const retainers = retainersOf(snapshot.graph, ownWatch());
  const { path } = nodeFacts(snapshot, retainers, strings, factsOf(heap, name).node);
  return path.map((step) => `${step.name}.${step.edgeName}${step.times === undefined ? '' : ` x${step.times}`}`);
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

test('a linked chain is one step with its length, however long, and the path goes on to the root', () => {
  const links = numbers(400);
  const drawing = `
    root synthetic 0
    global object:global 10
    list object:List 10
    ${links.map((at) => `n${at} object:Link 10`).join('\n')}
    tail object:Tail 10
    root [1] global
    global .list list
    list .head n0
    ${links.map((at) => (at === links.length - 1 ? `n${at} .next tail` : `n${at} .next n${at + 1}`)).join('\n')}`;
  expect(pathOf(drawing, 'Tail')).toEqual(['Link.next x400', 'List.head', 'global.list']);
});

test('of holders that are equally near, the one of the program tells more than one of Node itself', () => {
  const drawing = `
    root synthetic 0
    global object:global 10
    internal closure:emit 10 at=1:1:1
    shared1 code:shared 10
    script1 code:node:events 10
    own closure:handle 10 at=2:1:1
    shared2 code:shared 10
    script2 code:/app/gateway.js 10
    held object:Held 10
    root [1] global
    global .internal internal
    global .own own
    internal ~shared shared1
    shared1 ~script script1
    own ~shared shared2
    shared2 ~script script2
    internal .held held
    own .held held`;
  expect(pathOf(drawing, 'Held')).toEqual(['handle.held', 'global.own']);
});
