import { describe, expect, test } from 'vitest';
import { callSite, placeNow, statementPlaceNow } from '../../../src/host/editor/sourceText.ts';
import { sourceHash } from '../../../src/host/places/placesWork.ts';
import type { Place } from '../../../src/protocol/places.ts';

const text = 'import x from "x";\n\nconst sessions = new Map();\nsessions.clear();\n';
const place: Place = { file: '/a.ts', line: 3, column: 7, symbol: 'sessions', sourceHash: sourceHash(text) };

describe('a place in the text as it is now', () => {
  test('in the same text it is the word at its line', () => {
    expect(placeNow(place, text)).toEqual({ line: 2, start: 6, end: 14, isStale: false });
    expect(placeNow(place, text.replaceAll('\n', '\r\n')).isStale).toBe(false);
  });

  test('in another text it is the nearest line with the name', () => {
    expect(placeNow(place, `// new\n// new\n${text}`)).toEqual({ line: 4, start: 6, end: 14, isStale: true });
    expect(placeNow(place, text.replace('import x from "x";\n\n', ''))).toMatchObject({ line: 1, isStale: true });
  });

  test('a name inside another is not the name', () => {
    expect(placeNow(place, 'const mysessions = 1;\n$sessions();\nlet sessions;\n')).toMatchObject({
      line: 2,
      start: 4,
    });
  });

  test('where the name is gone, or the text is shorter, it stays within the text', () => {
    expect(placeNow(place, 'one line')).toEqual({ line: 0, start: 0, end: 8, isStale: true });
    expect(placeNow({ file: '/a.ts', line: 9, column: 1 }, '')).toEqual({ line: 0, start: 0, end: 0, isStale: false });
  });

  test('without a name it is the rest of the line', () => {
    expect(placeNow({ file: '/a.ts', line: 3, column: 7 }, text)).toMatchObject({ line: 2, start: 6, end: 27 });
  });
});

describe('a statement', () => {
  const source = 'const a = 1;\nawait pool.query(`\n    select 1 from t`);\n';

  test('on lines of its own stands where its template is opened', () => {
    expect(callSite(source.split('\n'), { line: 3, column: 5 }).line).toBe(1);
    const at = statementPlaceNow({ file: '/a.ts', line: 3, column: 5, sourceHash: sourceHash(source) }, source);
    expect(at).toEqual({ line: 1, start: 0, end: 18, isStale: false });
  });

  test('behind its opening stands where it is', () => {
    const inLine = 'await pool.query(`select 1 from t`);\n';
    expect(statementPlaceNow({ file: '/a.ts', line: 1, column: 19 }, inLine)).toMatchObject({ line: 0, start: 18 });
  });
});
