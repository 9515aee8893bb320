import path from 'node:path';
import type { AppliedChange, Change } from '../../protocol/advice.ts';
import { limits } from '../../protocol/limits.ts';
import {
  badField,
  byKind,
  fields,
  filledText,
  listOf,
  orNull,
  textUpTo,
  wholeNumber,
  type Parser,
} from '../channel/parsers.ts';

const file: Parser<string> = (value, field) => {
  const name = filledText(value, field);
  if (!path.isAbsolute(name)) throw badField(field, 'an absolute path');
  return path.normalize(name);
};
const content = textUpTo(limits.sourceTextLengthMax.value);

// `byKind` gives the field `kind` back beside the fields of its shape.
const change = byKind({
  newFile: fields({ file, text: content }),
  replace: fields({ file, line: wholeNumber(1), column: wholeNumber(1), before: content, after: content }),
}) as Parser<Change>;

const made: Parser<string | undefined> = (value, field) => (value === undefined ? undefined : file(value, field));
const changed = fields({ change, hashBefore: orNull(filledText), hashAfter: filledText, madeFolder: made });
const appliedChange: Parser<AppliedChange> = (value, field) => {
  const { madeFolder, ...rest } = changed(value, field);
  return madeFolder === undefined ? rest : { ...rest, madeFolder };
};

/** What a client changed for a finding. */
export const appliedChanges: Parser<readonly AppliedChange[]> = listOf(appliedChange, limits.changesMax.value);
