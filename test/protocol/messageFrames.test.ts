import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthPrefix, messageSplitter } from '../../src/protocol/messageFrames.ts';

const framed = (messages: readonly Uint8Array[]) =>
  Uint8Array.from(messages.flatMap((message) => [...lengthPrefix(message.byteLength), ...message]));

test('any split of the stream gives the same messages', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 }),
      fc.array(fc.nat(150), { maxLength: 8 }),
      (messages, cuts) => {
        const stream = framed(messages);
        const splitter = messageSplitter(1000);
        const ends = [...cuts.filter((cut) => cut < stream.length), stream.length].toSorted((a, b) => a - b);
        let start = 0;
        const seen: number[][] = [];
        for (const end of ends) {
          for (const message of splitter.accept(stream.slice(start, end))) seen.push([...message]);
          start = end;
        }
        expect(seen).toEqual(messages.map((message) => [...message]));
      },
    ),
  );
});

test('a message over the limit is refused at its length, before its bytes come', () => {
  expect(messageSplitter(10).accept(framed([new Uint8Array(10)]))).toHaveLength(1);
  expect(() => messageSplitter(10).accept(lengthPrefix(11))).toThrow(/message of 11 bytes; the limit is 10/);
});
