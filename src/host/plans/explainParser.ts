import path from 'node:path';
import type { ExplainRequest } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';
import type { SqlSource } from '../../protocol/plans.ts';
import { place } from '../channel/placeParser.ts';
import {
  anything,
  badField,
  byKind,
  fields,
  filledText,
  flag,
  listOf,
  orNull,
  textsByName,
  textUpTo,
  wholeNumber,
  type Parser,
} from '../channel/parsers.ts';

/** The file a text is of: a path, or another name where the editor has not saved it yet. */
export const sourceFile: Parser<string> = (value, field) => {
  const file = filledText(value, field);
  return path.isAbsolute(file) ? path.normalize(file) : file;
};

export const sourceText = textUpTo(limits.sourceTextLengthMax.value);

const sql: Parser<string> = (value, field) => {
  const statement = sourceText(value, field);
  if (statement.trim() === '') throw badField(field, 'a statement');
  return statement;
};

const shapes = byKind({
  sql: fields({ sql, place: orNull(place) }),
  source: fields({ file: sourceFile, text: sourceText, line: wholeNumber(1), column: orNull(wholeNumber(1)) }),
});
// `byKind` gives the field `kind` back beside the fields of its shape.
const sqlSource = shapes as Parser<SqlSource>;

const explainFields = {
  source: sqlSource,
  isAnalyzed: flag,
  params: orNull(listOf(anything, limits.statementParametersMax.value)),
  settings: textsByName,
  allowWrites: flag,
};

export const explainRequest: Parser<ExplainRequest> = fields(explainFields);
export const adviseRequest: Parser<ExplainRequest & { readonly prove: boolean }> = fields({
  ...explainFields,
  prove: flag,
});
