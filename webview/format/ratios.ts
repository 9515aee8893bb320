import { wholeNumber } from './quantity.ts';

/** A ratio for people, with the digits that gains have everywhere: `97x`, `2.1x`, `1.02x`; above 1x is a gain. */
export function ratioWords(ratio: number): string {
  const decimals = ratio >= 9.95 ? 0 : ratio >= 1.995 ? 1 : 2;
  return `${decimals === 0 ? wholeNumber(ratio) : ratio.toFixed(decimals)}x`;
}
