import type { Fields } from './explainOutput.ts';

/*
 * The line of a node in the text form, as the fields that the JSON form has for it:
 * `->  Parallel Seq Scan on orders o  (cost=0.00..10.40 rows=40 width=16) (actual time=0.01..0.02 rows=3 loops=1)`.
 */

const costs = /\(cost=([\d.]+)\.\.([\d.]+) rows=(\d+) width=(\d+)\)/;
const actual = /\(actual (?:time=([\d.]+)\.\.([\d.]+) )?rows=([\d.]+) loops=(\d+)\)/;

function figuresOf(line: string): Fields {
  const planned = costs.exec(line);
  const run = actual.exec(line);
  const isNever = line.includes('(never executed)');
  return {
    ...(planned === null
      ? {}
      : {
          'Startup Cost': Number(planned[1]),
          'Total Cost': Number(planned[2]),
          'Plan Rows': Number(planned[3]),
          'Plan Width': Number(planned[4]),
        }),
    ...(run?.[1] === undefined ? {} : { 'Actual Startup Time': Number(run[1]), 'Actual Total Time': Number(run[2]) }),
    ...(run === null ? {} : { 'Actual Rows': Number(run[3]), 'Actual Loops': Number(run[4]) }),
    ...(isNever ? { 'Actual Rows': 0, 'Actual Loops': 0, 'Actual Startup Time': 0, 'Actual Total Time': 0 } : {}),
  };
}

const name = String.raw`(?:"(?:[^"]|"")+"|[^\s".]+)`;
const relation = new RegExp(String.raw`^(?:(${name})\.)?(${name})(?: (${name}|".*"))?$`);

const unquoted = (text: string) => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);

/** `app.orders o` under the names that the JSON form has for what a scan reads. */
function relationFields(text: string, field: string): Fields {
  const [, schema, read, alias] = relation.exec(text.trim()) ?? [];
  if (read === undefined) return { [field]: text.trim() };
  return {
    ...(schema === undefined ? {} : { Schema: unquoted(schema) }),
    [field]: unquoted(read),
    Alias: unquoted(alias ?? read),
  };
}

/** What a scan reads, by the kind of scan. */
const readFields: Readonly<Record<string, string>> = {
  'Function Scan': 'Function Name',
  'Table Function Scan': 'Table Function Name',
  'CTE Scan': 'CTE Name',
  'WorkTable Scan': 'CTE Name',
  'Named Tuplestore Scan': 'Tuplestore Name',
  'Bitmap Index Scan': 'Index Name',
  'Subquery Scan': 'Alias',
  'Values Scan': 'Alias',
};

function scanFields(title: string): Fields | null {
  const index = /^(Index(?: Only)? Scan)( Backward)? using (\S+|"(?:[^"]|"")+") on (.+)$/.exec(title);
  if (index !== null) {
    const [, type = '', backward, indexName = '', read = ''] = index;
    const direction = backward === undefined ? 'Forward' : 'Backward';
    return {
      'Node Type': type,
      'Scan Direction': direction,
      'Index Name': unquoted(indexName),
      ...relationFields(read, 'Relation Name'),
    };
  }
  const scan = /^((?:Custom Scan \([^)]*\)|[A-Z][A-Za-z ]*Scan)) on (.+)$/.exec(title);
  if (scan === null) return null;
  const [, type = '', read = ''] = scan;
  const provider = /^Custom Scan \((.*)\)$/.exec(type)?.[1];
  if (provider !== undefined)
    return { 'Node Type': 'Custom Scan', 'Custom Plan Provider': provider, ...relationFields(read, 'Relation Name') };
  const field = readFields[type] ?? 'Relation Name';
  if (field === 'Alias' || field === 'Index Name') return { 'Node Type': type, [field]: unquoted(read.trim()) };
  return { 'Node Type': type, ...relationFields(read, field) };
}

const strategies: Readonly<Record<string, string>> = {
  HashAggregate: 'Hashed',
  GroupAggregate: 'Sorted',
  MixedAggregate: 'Mixed',
  Aggregate: 'Plain',
};

function otherFields(title: string): Fields {
  const aggregate = /^(Partial |Finalize )?(HashAggregate|GroupAggregate|MixedAggregate|Aggregate)$/.exec(title);
  if (aggregate !== null) {
    const [, mode, kind = ''] = aggregate;
    return { 'Node Type': 'Aggregate', Strategy: strategies[kind], 'Partial Mode': mode?.trim() ?? 'Simple' };
  }
  const join = /^(Hash|Merge|Nested Loop)(?: (Left|Right|Full|Semi|Anti|Right Semi|Right Anti))?(?: Join)?$/.exec(
    title,
  );
  if (join !== null && title !== 'Hash') {
    const [, kind, type = 'Inner'] = join;
    return { 'Node Type': kind === 'Nested Loop' ? 'Nested Loop' : `${kind} Join`, 'Join Type': type };
  }
  const write = /^(Insert|Update|Delete|Merge) on (.+)$/.exec(title);
  if (write !== null)
    return { 'Node Type': 'ModifyTable', Operation: write[1], ...relationFields(write[2] ?? '', 'Relation Name') };
  const foreign = /^Foreign (Insert|Update|Delete) on (.+)$/.exec(title);
  if (foreign !== null)
    return { 'Node Type': 'Foreign Scan', Operation: foreign[1], ...relationFields(foreign[2] ?? '', 'Relation Name') };
  const setOperation = /^(Hash)?SetOp (.+)$/.exec(title);
  if (setOperation !== null)
    return {
      'Node Type': 'SetOp',
      Strategy: setOperation[1] === undefined ? 'Sorted' : 'Hashed',
      Command: setOperation[2],
    };
  return { 'Node Type': title };
}

/** The title of a node without what stands around it: arrow and figures. */
export function titleOf(line: string): string {
  const bare = line.replace(/^\s*(?:->\s*)?/, '');
  const end = bare.search(/\s+\((?:cost=|actual |never executed)/);
  return (end === -1 ? bare : bare.slice(0, end)).trim();
}

/** The fields of a node by its line. */
export function textNode(line: string): Fields {
  const title = titleOf(line);
  const [, prefix] = /^(Parallel|Async) /.exec(title) ?? [];
  const own = prefix === undefined ? title : title.slice(prefix.length + 1);
  return {
    ...(scanFields(own) ?? otherFields(own)),
    ...(prefix === 'Parallel' ? { 'Parallel Aware': true } : {}),
    ...figuresOf(line),
  };
}
