/** Bytes of the length that stands before each message: u32, little endian. */
export const lengthBytes = 4;

/** The length prefix of a message of so many bytes. */
export function lengthPrefix(byteLength: number): Uint8Array {
  const prefix = new Uint8Array(lengthBytes);
  new DataView(prefix.buffer).setUint32(0, byteLength, true);
  return prefix;
}

/** Takes a stream of length-framed messages apart. */
export type MessageSplitter = {
  /**
   * The messages that the bytes so far complete, in order. They may be views into `chunk`. Throws a RangeError where a
   * message is announced that is longer than allowed; the stream cannot be read on after that.
   */
  readonly accept: (chunk: Uint8Array) => readonly Uint8Array[];
};

/** A splitter that holds at most one unfinished message of `messageBytesMax`. */
export function messageSplitter(messageBytesMax: number): MessageSplitter {
  let parts: Uint8Array[] = [];
  let held = 0;

  const joined = () => {
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) return first;
    const whole = new Uint8Array(held);
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.byteLength;
    }
    return whole;
  };

  /** Length of the message that starts what is held; undefined before its four bytes are there. */
  const nextLength = () => {
    if (held < lengthBytes) return undefined;
    const bytes = joined();
    parts = [bytes];
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    if (length > messageBytesMax) throw new RangeError(`a message of ${length} bytes; the limit is ${messageBytesMax}`);
    return length;
  };

  let wanted: number | undefined;
  return {
    accept: (chunk) => {
      parts.push(chunk);
      held += chunk.byteLength;
      const messages: Uint8Array[] = [];
      for (;;) {
        wanted ??= nextLength();
        if (wanted === undefined || held < lengthBytes + wanted) return messages;
        const bytes = joined();
        const end = lengthBytes + wanted;
        messages.push(bytes.subarray(lengthBytes, end));
        parts = end === held ? [] : [bytes.subarray(end)];
        held -= end;
        wanted = undefined;
      }
    },
  };
}
