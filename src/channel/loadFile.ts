import type { LoadPlan } from '../protocol/loadRun.ts';

/** What is wrong with a load file, in words for whoever wrote it. */
export class LoadFileError extends Error {}

/** What a load is where neither the file nor an option says otherwise. */
const defaults = {
  connections: 4,
  /** An open load keeps its schedule over as many connections as that takes. */
  openConnections: 256,
  arrivals: 'fixed',
  seconds: 10,
  warmupSeconds: 0,
  timeoutSeconds: 10,
} as const;

const fieldNames = [
  'url',
  'connections',
  'ratePerSecond',
  'arrivals',
  'seconds',
  'warmupSeconds',
  'iterationsMax',
  'method',
  'headers',
  'body',
  'script',
  'timeoutSeconds',
] as const;
type LoadFields = Partial<Record<(typeof fieldNames)[number], unknown>>;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text stays, several are taken in turn, and an object is sent as its JSON. */
function asLoadText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (isRecord(item) ? JSON.stringify(item) : item));
  return isRecord(value) ? JSON.stringify(value) : value;
}

function asStep(step: unknown): unknown {
  return isRecord(step) && 'send' in step ? { ...step, send: asLoadText(step['send']) } : step;
}

/** The names that a load file asks its environment for: each `${NAME}` once. */
export function namesAskedFor(text: string): readonly string[] {
  return [...new Set([...text.matchAll(environmentName)].map(([, name]) => name ?? ''))];
}

const environmentName = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/** Fills `${NAME}` from the environment; `${n}` is the driver's. Throws a LoadFileError for a name that is not set. */
function withEnvironment(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(environmentName, (_, name: string) => {
    const value = environment[name];
    if (value === undefined)
      throw new LoadFileError(`the load file asks for ${name}, which is not set in the environment`);
    return value;
  });
}

/** The fields of a load file. Throws a LoadFileError that names what is wrong with it. */
export function loadFields(text: string, environment: Readonly<Record<string, string | undefined>>): LoadFields {
  let value: unknown;
  try {
    value = JSON.parse(withEnvironment(text, environment));
  } catch (error) {
    if (error instanceof LoadFileError) throw error;
    throw new LoadFileError(`the load file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(value)) throw new LoadFileError('the load file has to hold an object');
  const unknown = Object.keys(value).find((name) => !fieldNames.some((known) => known === name));
  if (unknown !== undefined)
    throw new LoadFileError(`the load file has '${unknown}', which is none of ${fieldNames.join(', ')}`);
  return value;
}

/** The whole plan: the given fields, and the rest by default. */
export function wholeLoadPlan(fields: LoadFields): LoadPlan {
  if (fields.url === undefined)
    throw new LoadFileError('there is no address to load: give URL, or a load file with one');
  const isOpen = fields.ratePerSecond !== undefined && fields.ratePerSecond !== null;
  const plan = {
    url: fields.url,
    connections: fields.connections ?? (isOpen ? defaults.openConnections : defaults.connections),
    ratePerSecond: fields.ratePerSecond ?? null,
    arrivals: fields.arrivals ?? defaults.arrivals,
    seconds: fields.seconds ?? defaults.seconds,
    warmupSeconds: fields.warmupSeconds ?? defaults.warmupSeconds,
    iterationsMax: fields.iterationsMax ?? null,
    method: fields.method ?? (fields.body === undefined ? 'GET' : 'POST'),
    headers: fields.headers ?? {},
    body: asLoadText(fields.body ?? null),
    script: Array.isArray(fields.script) ? fields.script.map(asStep) : (fields.script ?? null),
    timeoutSeconds: fields.timeoutSeconds ?? defaults.timeoutSeconds,
  };
  // Each field is checked at the host's door, which names the one that does not fit.
  return plan as LoadPlan;
}
