import { Failure } from '../../protocol/failures.ts';

/** Proves that a foreign value has a type, or throws the Failure `badRequest` that names the field. */
export type Parser<Value> = (value: unknown, field: string) => Value;

type ValueOf<Fields extends Readonly<Record<string, Parser<unknown>>>> = {
  -readonly [Name in keyof Fields]: Fields[Name] extends Parser<infer Value> ? Value : never;
};

/** Longest text that any parameter may hold: a path and some more. */
const textLengthMax = 16_384;

/** The failure of a field that is not as expected: `params.pid has to be a whole number`. */
export function badField(field: string, expected: string): Failure {
  return new Failure('badRequest', `${field} has to be ${expected}`);
}

export const text: Parser<string> = (value, field) => {
  if (typeof value !== 'string') throw badField(field, 'text');
  if (value.length > textLengthMax) throw badField(field, `text of at most ${textLengthMax} characters`);
  return value;
};

export const filledText: Parser<string> = (value, field) => {
  const filled = text(value, field);
  if (filled === '') throw badField(field, 'text that is not empty');
  return filled;
};

export const flag: Parser<boolean> = (value, field) => {
  if (typeof value !== 'boolean') throw badField(field, 'true or false');
  return value;
};

export const finite: Parser<number> = (value, field) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw badField(field, 'a finite number');
  return value;
};

/** A whole number between two bounds, both included. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): Parser<number> {
  return (value, field) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw badField(
        field,
        max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min} on` : `a whole number from ${min} to ${max}`,
      );
    return value;
  };
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): Parser<Choice> {
  return (value, field) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw badField(field, `one of ${choices.join(', ')}`);
    return found;
  };
}

export function orNull<Value>(parser: Parser<Value>): Parser<Value | null> {
  return (value, field) => (value === null ? null : parser(value, field));
}

export function listOf<Value>(parser: Parser<Value>, lengthMax: number): Parser<readonly Value[]> {
  return (value, field) => {
    if (!Array.isArray(value) || value.length > lengthMax) throw badField(field, `a list of at most ${lengthMax}`);
    return value.map((item, index) => parser(item, `${field}[${index}]`));
  };
}

/** A text of a whole file or statement. */
export function textUpTo(lengthMax: number): Parser<string> {
  return (value, field) => {
    if (typeof value !== 'string') throw badField(field, 'text');
    if (value.length > lengthMax) throw badField(field, `text of at most ${lengthMax} characters`);
    return value;
  };
}

/** Any value of JSON, as it is. */
export const anything: Parser<unknown> = (value) => value;

/** An object of texts, such as settings or headers. */
export const textsByName: Parser<Readonly<Record<string, string>>> = (value, field) =>
  Object.fromEntries(
    Object.entries(recordOf(value, field)).map(([name, content]) => [name, text(content, `${field}.${name}`)]),
  );

/** An object of one of several shapes, told apart by its field `kind`. */
export function byKind<const Shapes extends Readonly<Record<string, Parser<unknown>>>>(
  shapes: Shapes,
): Parser<ReturnType<Shapes[keyof Shapes]>> {
  const kindOf = oneOf(Object.keys(shapes));
  return (value, field) => {
    const kind = kindOf(recordOf(value, field)['kind'], `${field}.kind`);
    const parser = shapes[kind];
    if (parser === undefined) throw badField(`${field}.kind`, 'a known kind');
    // The shape was made by the parser of its kind.
    return { ...(parser(value, field) as object), kind } as ReturnType<Shapes[keyof Shapes]>;
  };
}

function recordOf(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badField(field, 'an object');
  // An object's own keys are strings, and each value is checked before use.
  return value as Readonly<Record<string, unknown>>;
}

/** An object with these fields; others are left out of the answer. */
export function fields<Fields extends Readonly<Record<string, Parser<unknown>>>>(
  parsers: Fields,
): Parser<ValueOf<Fields>> {
  return (value, field) => {
    const record = recordOf(value, field);
    const entries = Object.entries(parsers).map(([name, parser]) => [name, parser(record[name], `${field}.${name}`)]);
    // Each entry was made by the parser of its name.
    return Object.fromEntries(entries) as ValueOf<Fields>;
  };
}
