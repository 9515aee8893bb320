/** Raised for bytes that are no message of a probe; the connection they came by is closed. */
export class BadProbeMessage extends Error {}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadProbeMessage('not an object');
  return { ...value };
}

export function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadProbeMessage(`${name} is no number`);
  return value;
}

export function count(fields: Fields, name: string): number {
  const value = number(fields, name);
  if (!Number.isSafeInteger(value) || value < 0) throw new BadProbeMessage(`${name} is no count`);
  return value;
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new BadProbeMessage(`${name} is no text`);
  return value;
}

export function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw new BadProbeMessage(`${name} is no flag`);
  return value;
}

export function list<Item>(fields: Fields, name: string, item: (value: unknown) => Item): readonly Item[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new BadProbeMessage(`${name} is no list`);
  return value.map(item);
}

export function textItem(value: unknown): string {
  if (typeof value !== 'string') throw new BadProbeMessage('a list holds something else than text');
  return value;
}
