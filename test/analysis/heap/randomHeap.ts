import fc from 'fast-check';

/** A random heap as a drawing: the first node is the root, edges go anywhere, some objects are plain and some parts. */
export const randomDrawing = fc
  .record({
    nodes: fc.array(
      fc.record({
        kind: fc.constantFrom('object', 'object', 'object', 'array', 'hidden', 'string', 'native', 'synthetic'),
        name: fc.constantFrom('Object', 'A', 'B', 'C'),
        size: fc.nat(100),
      }),
      { minLength: 1, maxLength: 24 },
    ),
    edges: fc.array(
      fc.record({
        from: fc.nat(1_000),
        to: fc.nat(1_000),
        mark: fc.constantFrom('.', '.', '.', '$', '[', '~', '#', '^', '?'),
        name: fc.nat(4),
      }),
      { maxLength: 60 },
    ),
  })
  .map(({ nodes, edges }) => {
    const count = nodes.length + 1;
    return [
      'n0 synthetic 0',
      ...nodes.map(({ kind, name, size }, index) => `n${index + 1} ${kind}:${name} ${size}`),
      ...edges.map(({ from, to, mark, name }) => `n${from % count} ${mark}${name} n${to % count}`),
    ].join('\n');
  });
