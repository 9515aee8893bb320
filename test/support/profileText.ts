/** A call frame of a script; names in brackets are the engine's own and have none. */
const callFrame = (name: string, url: string) => {
  const isEngine = name.startsWith('(');
  return {
    functionName: name,
    scriptId: isEngine ? '0' : '1',
    url: isEngine ? '' : url,
    lineNumber: isEngine ? -1 : name.length,
    columnNumber: isEngine ? -1 : 0,
  };
};

type Node = { id: number; callFrame: ReturnType<typeof callFrame>; hitCount: number; children: number[] };

/**
 * A CPU profile drawn in lines: each is a stack with the outermost call first, and the milliseconds that its sample
 * lasted, such as `main work 3`. Written as the engine writes it.
 */
export function cpuProfileText(lines: readonly string[], url = 'file:///app/work.js'): string {
  const nodes: Node[] = [{ id: 1, callFrame: callFrame('(root)', url), hitCount: 0, children: [] }];
  const samples: number[] = [];
  const lengths: number[] = [];
  for (const line of lines) {
    const words = line.split(' ');
    let at: Node | undefined = nodes[0];
    for (const name of words.slice(0, -1)) {
      const above: Node | undefined = at;
      at = nodes.find((node) => above?.children.includes(node.id) === true && node.callFrame.functionName === name);
      if (at !== undefined) continue;
      at = { id: nodes.length + 1, callFrame: callFrame(name, url), hitCount: 0, children: [] };
      nodes.push(at);
      above?.children.push(at.id);
    }
    samples.push(at?.id ?? 1);
    lengths.push(Number(words.at(-1)) * 1000);
  }
  const startTime = 1_000_000;
  const endTime = startTime + lengths.reduce((sum, length) => sum + length, 0);
  const timeDeltas = [0, ...lengths.slice(0, -1)];
  return JSON.stringify({ nodes, startTime, endTime, samples, timeDeltas });
}
