import { LoadFileError, loadFields, wholeLoadPlan } from '../channel/loadFile.ts';
import type { LoadPlan } from '../protocol/loadRun.ts';
import { UsageError } from './commandOptions.ts';

/** What is wrong with a load file is wrong with the command line that names it. */
function asUsage<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof LoadFileError ? new UsageError(error.message) : error;
  }
}

/** The fields of a load file. Throws a UsageError that names what is wrong with it. */
export function readLoadFile(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): ReturnType<typeof loadFields> {
  return asUsage(() => loadFields(text, environment));
}

/** The whole plan: the given fields, and the rest by default. */
export function loadPlanOf(fields: ReturnType<typeof loadFields>): LoadPlan {
  return asUsage(() => wholeLoadPlan(fields));
}
