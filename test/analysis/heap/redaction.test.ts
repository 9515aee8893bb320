import { expect, test } from 'vitest';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { redactedText, stringUses, treatmentOf } from '../../../src/analysis/heap/redaction.ts';
import { heldDrawing } from './heldDrawing.ts';

const hash = (text: string) => `${text.length}abcdefghijklmnop`;

test('texts and keys of dictionaries are replaced; names that the structure needs stay', () => {
  const many = Array.from({ length: 80 }, (_, at) => `users .token${at} value`).join('\n');
  const { snapshot, strings } = heldDrawing(`
    root synthetic 0 id=1
    global object:global 10 id=3
    users object:Object 10 id=5
    value string:secret·text 40 id=7
    gateway object:Gateway 10 id=9
    shared string:password 10 id=11
    node native:<div·id="bob"> 10 id=13
    root [1] global
    global .users users
    global .gateway gateway
    gateway .password shared
    gateway .bob@example.com value
    gateway .node node
    gateway .<symbol·kind> value
    ${many}`);
  const uses = stringUses(snapshot.graph, ownWatch());
  const told = (wanted: string) => {
    for (let index = 0; index < strings.count; index += 1)
      if (strings.text(index) === wanted) {
        const treatment = treatmentOf(uses, index, wanted);
        return `${treatment}: ${redactedText(treatment, wanted, hash)}`;
      }
    throw new Error(`no string ${wanted}`);
  };
  expect(told('secret text')).toBe('value: (11 characters #11abcdefghij)');
  expect(told('Gateway')).toBe('kept: Gateway');
  expect(told('password')).toBe('kept: password');
  expect(told('bob@example.com')).toMatch(/^key: k15_15abcdefghi/);
  expect(told('bob@example.com').slice('key: '.length)).toHaveLength('bob@example.com'.length);
  expect(told('token7')).toMatch(/^key: k6_6abc/);
  expect(told('<div id="bob">')).toBe('element: <div #14abcdefghij>');
  expect(told('<symbol kind>')).toBe('kept: <symbol kind>');
});

test('the names of one weak entry stay a pair, without the text that it leads to', () => {
  const name = (number: number) =>
    `${number} / part of key (Peer @5) -> value (a secret (text) @7) pair in WeakMap (table @9)`;
  const [first, second] = [1, 22].map((number) => redactedText('pair', name(number), hash));
  expect(first).toBe('1 / part of key (Peer @5) -> value (#15abcdefghij @7) pair in WeakMap (table @9)');
  expect(second?.slice(2)).toBe(first?.slice(1));
});
