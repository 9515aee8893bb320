import { describe, expect, test } from 'vitest';
import { declarationNamed, declarationsIn } from '../../../src/host/places/declarations.ts';

const source = `
const sessions = new Map<string, Session>();
export class Store {
  private cache: Map<string, number> = new Map();
  #seen = new Set();
  constructor(readonly pool: Pool) { this.late = []; }
  read() { const rows = []; const cache = 1; return rows; }
}
function work() { const rows = []; const [first, { deep = 1 }] = rows; }
const options = { listeners: [] };
`;
const declarations = declarationsIn(source, 'store.ts');
const at = (name: string) => {
  const found = declarationNamed(declarations, name);
  return found === null ? null : `${found.level} ${found.line}:${found.column}`;
};

describe('declarations', () => {
  test('a name is found at the level where it lives longest', () => {
    expect(at('sessions')).toBe('module 2:7');
    expect(at('cache')).toBe('class 4:11');
    expect(at('#seen')).toBe('class 5:3');
    expect(at('pool')).toBe('class 6:24');
    expect(at('late')).toBe('assigned 6:43');
    expect(at('deep')).toBe('local 9:52');
    expect(at('listeners')).toBe('property 10:19');
  });

  test('a name that is declared twice at its level has no place', () => {
    expect(at('rows')).toBeNull();
    expect(at('nowhere')).toBeNull();
  });

  test('a number that a bundler added is taken off', () => {
    expect(at('sessions2')).toBe('module 2:7');
  });

  test('what is no program has no declarations', () => {
    expect(declarationsIn('{{{ <', 'broken.ts')).toEqual([]);
  });

  test('markup and decorators are read', () => {
    expect(declarationsIn('const view = <div>{held}</div>;', 'view.tsx').map(({ name }) => name)).toEqual(['view']);
    expect(declarationsIn('@injectable() class Pool {}', 'pool.ts').map(({ name }) => name)).toEqual(['Pool']);
  });
});
