/** Whether the rows were the same; where it cannot be said, why. */
export type ResultComparison = { readonly isSame: boolean } | { readonly isSame: null; readonly reason: string };
