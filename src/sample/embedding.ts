const dimensions = 48;

/** A text as a point: each word adds to a few of the dimensions. Unit length. */
export type Embedding = Float32Array;

export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

function hash(word: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < word.length; index += 1) value = Math.imul(value ^ word.charCodeAt(index), 16_777_619);
  return value >>> 0;
}

export function embed(text: string): Embedding {
  const point = new Float32Array(dimensions);
  for (const word of wordsOf(text)) {
    for (const seed of [2_166_136_261, 84_696_351]) {
      const at = hash(word, seed) % dimensions;
      point[at] = (point[at] ?? 0) + 1;
    }
  }
  const length = Math.hypot(...point) || 1;
  return point.map((value) => value / length);
}

/** Cosine of the angle between two embeddings: 1 is the same direction. */
export function likeness(one: Embedding, other: Embedding): number {
  let sum = 0;
  for (let index = 0; index < dimensions; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
