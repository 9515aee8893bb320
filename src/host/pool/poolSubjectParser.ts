import { limits } from '../../protocol/limits.ts';
import type { MixStep, PoolSubject } from '../../protocol/experiments.ts';
import {
  anything,
  badField,
  byKind,
  fields,
  filledText,
  finite,
  flag,
  listOf,
  orNull,
  wholeNumber,
  type Parser,
} from '../channel/parsers.ts';
import { loadPlan } from '../load/loadPlanParser.ts';

const statement = fields({ sql: filledText, params: listOf(anything, limits.statementParametersMax.value) });

const mixStep: Parser<MixStep> = (value, field) => {
  if (typeof value !== 'object' || value === null) throw badField(field, 'a step: {"sql": …} or {"awaitMs": …}');
  if ('awaitMs' in value) {
    const awaitMs = finite(value.awaitMs, `${field}.awaitMs`);
    if (awaitMs < 0 || awaitMs > limits.mixAwaitMsMax.value)
      throw badField(`${field}.awaitMs`, `a number from 0 to ${limits.mixAwaitMsMax.value}`);
    return { awaitMs };
  }
  return statement({ params: [], ...value }, field);
};

const weight: Parser<number> = (value, field) => {
  const number = finite(value, field);
  if (number <= 0) throw badField(field, 'a number above 0');
  return number;
};

const steps = listOf(mixStep, limits.loadStepsMax.value);
const mixTask = fields({
  weight,
  transaction: flag,
  steps: (value, field) => {
    const all = steps(value, field);
    if (all.length === 0) throw badField(field, 'a list of steps that is not empty');
    return all;
  },
});
const tasks = listOf(mixTask, limits.mixTasksMax.value);

const mix = fields({
  concurrency: wholeNumber(1, limits.loadConnectionsMax.value),
  tasks: (value, field) => {
    const all = tasks(value, field);
    if (all.length === 0) throw badField(field, 'a list of tasks that is not empty');
    return all;
  },
});

// `byKind` gives the field `kind` back beside the fields of its shape.
export const poolSubject = byKind({
  target: fields({ targetId: filledText, load: orNull(loadPlan), allowRemote: flag }),
  mix: fields({ mix }),
}) as Parser<PoolSubject>;
