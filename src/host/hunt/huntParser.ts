import type { HuntRequest } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';
import { badField, fields, filledText, finite, flag, orNull, wholeNumber, type Parser } from '../channel/parsers.ts';
import { loadPlan } from '../load/loadPlanParser.ts';

const seconds: Parser<number> = (value, field) => {
  const number = finite(value, field);
  const max = limits.huntSecondsMax.value;
  if (number <= 0 || number > max) throw badField(field, `a number above 0 and up to ${max}`);
  return number;
};

export const huntRequest: Parser<HuntRequest> = fields({
  targetId: filledText,
  load: orNull(loadPlan),
  allowRemote: flag,
  isMarked: flag,
  iterations: orNull(wholeNumber(1)),
  seconds,
  rehuntOf: orNull(filledText),
});
