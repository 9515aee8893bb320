/** Raised for a file that is no profile; the message completes "This is no profile of V8: …". */
export class NotAProfile extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotAProfile';
  }
}

/** Where the value of a member of the outermost object stands in the file: from `start` up to `end`. */
export type Member = { readonly name: string; readonly start: number; readonly end: number };

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at])) at += 1;
  return at;
}

const cut = (bytes: Uint8Array) => new NotAProfile(`it is cut: it ends after ${bytes.length} bytes in the middle`);

/** The place after a text that begins at `from`. */
function afterText(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; at < bytes.length; at += 1) {
    if (bytes[at] === backslash) at += 1;
    else if (bytes[at] === quote) return at + 1;
  }
  throw cut(bytes);
}

/** The place after a value that begins at `from`: brackets are counted, not understood. */
function afterValue(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      at = afterText(bytes, at) - 1;
      if (depth === 0) return at + 1;
    } else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === comma || isSpace(byte))) return at;
  }
  throw cut(bytes);
}

function nameAt(bytes: Uint8Array, start: number, end: number): string {
  let name = '';
  for (let at = start + 1; at < end - 1; at += 1) name += String.fromCharCode(bytes[at]);
  return name;
}

/**
 * The members of the object that a file is, in their order, in one pass over its bytes. Large arrays of numbers need
 * never become a text or a list that way. Throws NotAProfile where the file is no whole object.
 */
export function outerMembers(bytes: Uint8Array): readonly Member[] {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let at = afterSpace(bytes, hasMark ? 3 : 0);
  if (at >= bytes.length) throw new NotAProfile('it is empty');
  if (bytes[at] === openBracket) throw new NotAProfile('it is a list; a trace of Chrome looks like that');
  if (bytes[at] !== openBrace) throw new NotAProfile('it is not JSON');
  const members: Member[] = [];
  at = afterSpace(bytes, at + 1);
  while (bytes[at] !== closeBrace) {
    if (at >= bytes.length) throw cut(bytes);
    if (bytes[at] !== quote) throw new NotAProfile(`it is not JSON at byte ${at}`);
    const nameEnd = afterText(bytes, at);
    const name = nameAt(bytes, at, nameEnd);
    at = afterSpace(bytes, nameEnd);
    if (at >= bytes.length) throw cut(bytes);
    if (bytes[at] !== colon) throw new NotAProfile(`it is not JSON at byte ${at}`);
    const start = afterSpace(bytes, at + 1);
    const end = afterValue(bytes, start);
    members.push({ name, start, end });
    at = afterSpace(bytes, end);
    if (bytes[at] === comma) at = afterSpace(bytes, at + 1);
    else if (at < bytes.length && bytes[at] !== closeBrace) throw new NotAProfile(`it is not JSON at byte ${at}`);
  }
  return members;
}

function countedNumbers(bytes: Uint8Array, start: number, end: number): number {
  if (afterSpace(bytes, start + 1) >= end - 1) return 0;
  let count = 1;
  for (let at = start; at < end; at += 1) if (bytes[at] === comma) count += 1;
  return count;
}

/** The place after the fraction or exponent of a number: engines write none here, and what others write is cut off. */
function afterFraction(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== comma && bytes[at] !== closeBracket && !isSpace(bytes[at])) at += 1;
  return at;
}

/** The whole numbers of an array that stands at a member. Throws NotAProfile where it holds anything else. */
export function wholeNumbers(bytes: Uint8Array, { name, start, end }: Member): Float64Array {
  if (bytes[start] !== openBracket) throw new NotAProfile(`its \`${name}\` is no list`);
  const numbers = new Float64Array(countedNumbers(bytes, start, end));
  let at = start + 1;
  for (let index = 0; index < numbers.length; index += 1) {
    at = afterSpace(bytes, at);
    const isNegative = bytes[at] === minus;
    if (isNegative) at += 1;
    const firstDigit = at;
    let value = 0;
    for (let byte = bytes[at]; byte >= zero && byte <= nine; byte = bytes[at]) {
      value = value * 10 + (byte - zero);
      at += 1;
    }
    if (at === firstDigit) throw new NotAProfile(`its \`${name}\` holds something else than numbers`);
    numbers[index] = isNegative ? -value : value;
    at = afterSpace(bytes, afterFraction(bytes, at)) + 1;
  }
  return numbers;
}
