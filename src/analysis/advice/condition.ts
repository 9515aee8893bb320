/** A column as a plan names it: by the alias of its relation, null where the plan has only one. */
export type ColumnUse = { readonly relation: string | null; readonly column: string };

/**
 * One conjunct of a condition, as far as an index could serve it: `column` is compared with something that does not
 * depend on its own row.
 */
export type Condition = ColumnUse & {
  /** The type the column is cast to, such as `text`; null where it stands bare. */
  readonly castTo: string | null;
  readonly use: 'equal' | 'any' | 'range' | 'isNull' | 'true' | 'false';
  /** The column of another relation that it is compared with; null where it is a value. */
  readonly with: ColumnUse | null;
};

/**
 * One conjunct of a condition that only an index of another kind, or on an expression, could serve: an expression over
 * columns of one relation is compared with something that depends on no row.
 */
export type ExpressionCondition = {
  readonly relation: string | null;
  readonly columns: readonly string[];
  /** The one column that it is, also where it is cast to text; null for a true expression. */
  readonly bare: string | null;
  /** As SQL takes it, without the name of the relation: `lower(email)`. */
  readonly expression: string;
  /** As the server prints it: `=`, `~~`, `@>`. */
  readonly operator: string;
  readonly isAny: boolean;
  /** What it is compared with, where that is a text: it stays in memory. */
  readonly text: string | null;
  /** The type that it is compared with: `jsonb`; null where the plan does not say it. */
  readonly valueType: string | null;
};

/** The conjuncts of a condition that an index could serve, and whether there are others. */
export type Conditions = {
  readonly served: readonly Condition[];
  readonly expressions: readonly ExpressionCondition[];
  readonly hasOthers: boolean;
};

export type SortKey = ColumnUse & { readonly isDescending: boolean; readonly isNullsFirst: boolean };

/** Reads what a plan prints: conditions and sort keys. It never throws; what it cannot read is among the others. */
export type PlanReader = {
  readonly conditions: (text: string) => Conditions;
  /** Null where one of the keys is not a bare column. */
  readonly sortKeys: (texts: readonly string[]) => readonly SortKey[] | null;
};
