/** Sizes, always in bytes. */
export type Bytes = number;
/** A length of time in milliseconds; fractions allowed. */
export type Milliseconds = number;
/** A moment: milliseconds since 1970-01-01 UTC; fractions allowed. */
export type EpochMs = number;
/** A share from 0 to 1. */
export type Ratio = number;
/** A whole number of things. */
export type Count = number;

/** Units in which a measured value can be given; formatting happens at the edges only. */
export const units = ['bytes', 'ms', 'ratio', 'count', 'perSecond', 'bytesPerSecond'] as const;
export type Unit = (typeof units)[number];
