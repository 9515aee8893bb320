/** The bounds of a parameter that is drawn each time, `{"random": [low, high]}`; null where it is a value. */
function boundsOf(param: unknown): readonly [low: number, high: number] | null {
  if (typeof param !== 'object' || param === null || !('random' in param)) return null;
  const { random } = param;
  if (!Array.isArray(random) || random.length !== 2) return null;
  const [low, high]: unknown[] = random;
  return typeof low === 'number' && typeof high === 'number' && low <= high ? [low, high] : null;
}

/** The values of a statement for one run: whole numbers are drawn where both bounds are whole. */
export function drawnParameters(params: readonly unknown[], random: () => number): unknown[] {
  return params.map((param) => {
    const bounds = boundsOf(param);
    if (bounds === null) return param;
    const [low, high] = bounds;
    if (!Number.isInteger(low) || !Number.isInteger(high)) return low + random() * (high - low);
    return low + Math.floor(random() * (high - low + 1));
  });
}
