import { limits } from '../../protocol/limits.ts';
import type { LoadPlan, LoadStep, LoadText } from '../../protocol/loadRun.ts';
import {
  badField,
  fields,
  filledText,
  finite,
  listOf,
  oneOf,
  orNull,
  text,
  textsByName,
  wholeNumber,
  type Parser,
} from '../channel/parsers.ts';

const alternatives = listOf(text, 1_000);

const loadText: Parser<LoadText> = (value, field) => {
  if (!Array.isArray(value)) return text(value, field);
  if (value.length === 0) throw badField(field, 'a text, or a list of texts that is not empty');
  return alternatives(value, field);
};

/** A number above `min` (or at it) and up to `max`. */
function numberFrom(min: number, max: number): Parser<number> {
  return (value, field) => {
    const number = finite(value, field);
    if (number < min || number > max) throw badField(field, `a number from ${min} to ${max}`);
    return number;
  };
}

const secondsMax = limits.loadSecondsMax.value;
const steps: Readonly<Record<string, (value: unknown, field: string) => LoadStep>> = {
  send: (value, field) => ({ send: loadText(value, field) }),
  get: (value, field) => ({ get: filledText(value, field) }),
  await: (value, field) => {
    const pattern = filledText(value, field);
    try {
      new RegExp(pattern, 'u');
    } catch {
      throw badField(field, `a regular expression; ${JSON.stringify(pattern)} is none`);
    }
    return { await: pattern };
  },
  think: (value, field) => ({ think: numberFrom(0, secondsMax * 1000)(value, field) }),
};

const loadStep: Parser<LoadStep> = (value, field) => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [name, content] = entries[0] ?? [];
  const step = name === undefined ? undefined : steps[name];
  if (entries.length !== 1 || step === undefined)
    throw badField(field, `an object with one of ${Object.keys(steps).join(', ')}`);
  return step(content, `${field}.${name}`);
};

const shape = fields({
  url: filledText,
  connections: wholeNumber(1, limits.loadConnectionsMax.value),
  ratePerSecond: orNull(numberFrom(0.01, limits.loadRatePerSecondMax.value)),
  arrivals: oneOf(['fixed', 'poisson']),
  seconds: numberFrom(0.01, secondsMax),
  warmupSeconds: numberFrom(0, secondsMax),
  iterationsMax: orNull(wholeNumber(1)),
  method: filledText,
  headers: textsByName,
  body: orNull(loadText),
  script: orNull(listOf(loadStep, limits.loadStepsMax.value)),
  timeoutSeconds: numberFrom(0.01, secondsMax),
});

/** The plan of a load as a client sends it: its shape, its bounds, and steps that suit the kind of address. */
export const loadPlan: Parser<LoadPlan> = (value, field) => {
  const plan = shape(value, field);
  const url = URL.canParse(plan.url) ? new URL(plan.url) : undefined;
  if (url === undefined || !['http:', 'ws:'].includes(url.protocol))
    throw badField(`${field}.url`, 'an address that begins with http:// or ws://');
  if (plan.script?.length === 0) throw badField(`${field}.script`, 'a list with at least one step');
  if (url.protocol === 'ws:') {
    if (plan.script === null) throw badField(`${field}.script`, 'a list of steps where the address is a WebSocket');
    if (plan.script.some((step) => 'get' in step))
      throw badField(`${field}.script`, 'without `get` where the address is a WebSocket');
  }
  return plan;
};
