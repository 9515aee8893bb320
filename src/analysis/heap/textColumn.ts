/** Many short texts in shared memory, one after the other: they cross to a worker without a copy. */
export type TextColumn = { readonly count: number; readonly characters: Uint16Array; readonly ends: Uint32Array };

export function textColumn(texts: readonly string[]): TextColumn {
  let length = 0;
  for (const text of texts) length += text.length;
  const characters = new Uint16Array(new SharedArrayBuffer(length * 2));
  const ends = new Uint32Array(new SharedArrayBuffer(texts.length * 4));
  let at = 0;
  texts.forEach((text, index) => {
    for (let character = 0; character < text.length; character += 1) characters[at++] = text.charCodeAt(character);
    ends[index] = at;
  });
  return { count: texts.length, characters, ends };
}

export function textAt(column: TextColumn, index: number): string {
  const from = index === 0 ? 0 : column.ends[index - 1];
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let at = from; at < column.ends[index]; at += 4096)
    text += Reflect.apply(
      String.fromCharCode,
      null,
      column.characters.subarray(at, Math.min(at + 4096, column.ends[index])),
    );
  return text;
}
