import type { Fields } from './explainOutput.ts';

/** Fields that hold a list in the JSON form. */
const lists: ReadonlySet<string> = new Set([
  'Sort Key',
  'Group Key',
  'Presorted Key',
  'Output',
  'Conflict Arbiter Indexes',
]);

/** `a, b(c, d), "e, f"` taken apart at the commas outside brackets and quotes. */
export function listItems(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let quote: string | null = null;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quote !== null) quote = character === quote ? null : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth -= 1;
    else if (character === ',' && depth === 0) {
      items.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...items, text.slice(start).trim()].filter((item) => item !== '');
}

const numbersOf = (text: string): ReadonlyMap<string, number> =>
  new Map([...text.matchAll(/([a-z]+)=([\d.]+)/g)].map(([, name = '', value]) => [name, Number(value)]));

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

/** `shared hit=1 read=2, temp written=3`. */
function buffers(text: string): Fields {
  const found: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [kind = ''] = part.trim().split(' ');
    for (const [name, value] of numbersOf(part)) found[`${capital(kind)} ${capital(name)} Blocks`] = value;
  }
  return found;
}

/** `read=1.2 write=0.3` up to 14, `shared read=1.2, temp read=0.1` from 15 on. */
function times(text: string): Fields {
  const found: Record<string, number> = {};
  for (const part of text.split(',')) {
    const kind = /^\s*(shared|shared\/local|local|temp) /.exec(part)?.[1];
    const prefix = kind === 'temp' ? 'Temp ' : '';
    for (const [name, value] of numbersOf(part)) found[`${prefix}I/O ${capital(name)} Time`] = value;
  }
  return found;
}

/** `Sort Method: external merge  Disk: 480kB` and its relatives: pairs that two blanks part. */
function pairs(line: string): ReadonlyMap<string, string> {
  return new Map(
    line.split(/\s{2,}/).flatMap((part): readonly (readonly [string, string])[] => {
      const at = part.indexOf(':');
      return at === -1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
    }),
  );
}

function kilobytes(text: string | undefined): number | undefined {
  const [, value] = /^([\d.]+)\s*kB$/.exec(text ?? '') ?? [];
  return value === undefined ? undefined : Number(value);
}

function known(fields: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function sortFields(of: ReadonlyMap<string, string>): Fields {
  const disk = kilobytes(of.get('Disk'));
  return known({
    'Sort Method': of.get('Sort Method'),
    'Sort Space Type': disk === undefined ? 'Memory' : 'Disk',
    'Sort Space Used': disk ?? kilobytes(of.get('Memory')),
  });
}

function hashFields(of: ReadonlyMap<string, string>, nodeType: unknown): Fields {
  const batches = Number.parseInt(of.get('Batches') ?? '', 10);
  const buckets = Number.parseInt(of.get('Buckets') ?? '', 10);
  return known({
    'Hash Buckets': Number.isNaN(buckets) ? undefined : buckets,
    [nodeType === 'Hash' ? 'Hash Batches' : 'HashAgg Batches']: Number.isNaN(batches) ? undefined : batches,
    'Peak Memory Usage': kilobytes(of.get('Memory Usage')),
    'Disk Usage': kilobytes(of.get('Disk Usage')),
  });
}

function memoizeFields(of: ReadonlyMap<string, string>): Fields {
  const count = (name: string) => Number(of.get(name) ?? 0);
  return known({
    'Cache Hits': count('Hits'),
    'Cache Misses': count('Misses'),
    'Cache Evictions': count('Evictions'),
    'Cache Overflows': count('Overflows'),
    'Peak Memory Usage': kilobytes(of.get('Memory Usage')),
  });
}

function plain(field: string, value: string): Fields {
  if (lists.has(field)) return { [field]: listItems(value) };
  const size = kilobytes(value);
  if (size !== undefined) return { [field]: size };
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return { [field]: Number(value) };
  return { [field]: value === 'true' ? true : value };
}

/**
 * A line below a node, `Filter: (a = 1)`, as the fields that the JSON form has for it; null where it is none, or says
 * what a single worker did.
 */
export function textProperty(line: string, nodeType: unknown): Fields | null {
  const text = line.trim();
  const at = text.indexOf(': ');
  if (at <= 0 || /^Worker \d+:/.test(text)) return null;
  const [field, value] = [text.slice(0, at), text.slice(at + 2).trim()];
  switch (field) {
    case 'Buffers':
      return buffers(value);
    case 'I/O Timings':
      return times(value);
    case 'WAL': {
      const of = numbersOf(value);
      return known({ 'WAL Records': of.get('records'), 'WAL FPI': of.get('fpi'), 'WAL Bytes': of.get('bytes') });
    }
    case 'Heap Blocks': {
      const of = numbersOf(value);
      return { 'Exact Heap Blocks': of.get('exact') ?? 0, 'Lossy Heap Blocks': of.get('lossy') ?? 0 };
    }
    case 'Sort Method':
      return sortFields(pairs(text));
    case 'Buckets':
    case 'Batches':
      return hashFields(pairs(text), nodeType);
    case 'Hits':
      return memoizeFields(pairs(text));
    default:
      return plain(field, value);
  }
}
