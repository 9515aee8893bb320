/** A small but whole heap snapshot in V8's format: a root that holds one object of the given name. */
export function snapshotText(name = 'Session'): string {
  return JSON.stringify({
    snapshot: {
      meta: {
        node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
        node_types: [['hidden', 'object', 'synthetic'], 'string', 'number', 'number', 'number', 'number'],
        edge_fields: ['type', 'name_or_index', 'to_node'],
        edge_types: [['context', 'element', 'property'], 'string_or_number', 'node'],
        trace_function_info_fields: [],
        trace_node_fields: [],
        sample_fields: [],
        location_fields: ['object_index', 'script_id', 'line', 'column'],
      },
      node_count: 2,
      edge_count: 1,
      trace_function_count: 0,
    },
    nodes: [2, 0, 1, 0, 1, 0, 1, 1, 3, 24, 0, 0],
    edges: [2, 2, 6],
    trace_function_infos: [],
    trace_tree: [],
    samples: [],
    locations: [],
    strings: ['', name, 'held'],
  });
}
