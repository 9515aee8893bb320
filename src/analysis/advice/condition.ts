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

/** The conjuncts of a condition that an index could serve, and whether there are others. */
export type Conditions = { readonly served: readonly Condition[]; readonly hasOthers: boolean };

export type SortKey = ColumnUse & { readonly isDescending: boolean; readonly isNullsFirst: boolean };

/** Reads what a plan prints: conditions and sort keys. It never throws; what it cannot read is among the others. */
export type PlanReader = {
  readonly conditions: (text: string) => Conditions;
  /** Null where one of the keys is not a bare column. */
  readonly sortKeys: (texts: readonly string[]) => readonly SortKey[] | null;
};
