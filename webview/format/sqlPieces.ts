/** A piece of a statement, for people: words of the language stand back, names and values stand out. */
export type SqlPiece = { readonly kind: 'keyword' | 'plain' | 'string' | 'comment'; readonly text: string };

const keywords = new Set(
  (
    'all alter analyze and any array as asc begin between by case cast check commit concurrently constraint create cross ' +
    'current default delete desc distinct do drop else end except exists explain false fetch filter first for foreign ' +
    'from full group having if ilike in include index inner insert intersect interval into is join key last lateral left ' +
    'like limit local lock materialized natural not null nulls of offset on only or order outer over partition primary ' +
    'recursive references returning right rollback row rows select set similar some table then to true truncate union ' +
    'unique update using values view when where window with'
  ).split(' '),
);

const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][\w$]*|[^A-Za-z_'"/-]+|[/-]/g;

/** The statement in pieces that give it again when joined. Linear in its length. */
export function sqlPieces(sql: string): readonly SqlPiece[] {
  const pieces: SqlPiece[] = [];
  for (const [text] of sql.matchAll(token)) {
    const kind = kindOf(text);
    const last = pieces.at(-1);
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text };
    else pieces.push({ kind, text });
  }
  return pieces.map(({ text }) => text).join('') === sql ? pieces : [{ kind: 'plain', text: sql }];
}

function kindOf(text: string): SqlPiece['kind'] {
  if (text.startsWith('--') || text.startsWith('/*')) return 'comment';
  if (text.startsWith("'")) return 'string';
  return keywords.has(text.toLowerCase()) ? 'keyword' : 'plain';
}

const clause =
  /^(?:select|from|where|group by|order by|having|limit|offset|returning|values|set|union(?: all)?|(?:left |right |full |inner |cross )?join)\b/i;

/** The statement laid out for reading: as its author broke it, without the common indent, else a line for each clause. */
export function sqlLayout(sql: string): string {
  const text = sql.replaceAll('\r\n', '\n').trim();
  if (text.includes('\n')) return outdented(text);
  let depth = 0;
  let quote = '';
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ' ' && depth === 0 && clause.test(text.slice(at + 1, at + 24))) {
      out += '\n';
      continue;
    }
    out += letter;
  }
  return out;
}

function outdented(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return [first, ...rest.map((line) => line.slice(common).trimEnd())].join('\n');
}

/** The statement on one line, for a list. */
export function sqlOneLine(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim();
}
