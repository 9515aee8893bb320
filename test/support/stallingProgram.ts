/** Places that each hold the event loop up for a quarter of a second or more, by the name of the function to blame. */
const places: Readonly<Record<string, string>> = {
  busyLoop: 'for (const end = Date.now() + 260; Date.now() < end;);',
  regularExpression: "/^(a+)+$/.test('a'.repeat(25) + 'b');",
  sortNumbers:
    'Array.from({ length: 260_000 }, (_, i) => (i * 7919) % 260_003).sort((a, b) => a - b); for (const end = Date.now() + 200; Date.now() < end;);',
  buildText: "let text = ''; for (const end = Date.now() + 260; Date.now() < end;) text += String(text.length % 7);",
  nestedWork:
    'const inner = (n) => { for (let i = 0; i < n; i += 1) Math.sqrt(i); }; for (const end = Date.now() + 260; Date.now() < end;) inner(1000);',
  fillMap:
    'const map = new Map(); for (const end = Date.now() + 260; Date.now() < end;) map.set(map.size % 5000, map.size);',
  countPrimes:
    'let n = 0; for (const end = Date.now() + 260; Date.now() < end; n += 1) for (let d = 2; d * d <= n; d += 1) if (n % d === 0) break;',
  reduceRows:
    'for (const end = Date.now() + 260; Date.now() < end;) Array.from({ length: 1000 }, (_, i) => i).reduce((sum, i) => sum + i, 0);',
  replaceAll:
    "for (const end = Date.now() + 260; Date.now() < end;) 'abc'.repeat(200).replace(/b/g, (b) => b.toUpperCase());",
  cloneDeep: 'for (const end = Date.now() + 260; Date.now() < end;) structuredClone({ a: [1, 2, 3], b: { c: 4 } });',
  parseLarge: 'parsed = JSON.parse(large);',
  writeLarge: 'large.length && JSON.stringify(rows);',
  derive: "crypto.pbkdf2Sync('a', 'b', 400_000, 64, 'sha512');",
  scrypt: "crypto.scryptSync('a', 'b', 64, { N: 2 ** 16, maxmem: 2 ** 27 });",
  compress: 'zlib.gzipSync(bytes);',
  brotli:
    'zlib.brotliCompressSync(bytes.subarray(0, 2_500_000), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 7 } });',
  runChild: "child.execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 200)']);",
  readBig: 'for (const end = Date.now() + 260; Date.now() < end;) fs.readFileSync(file);',
  keyPair:
    "for (const end = Date.now() + 260; Date.now() < end;) crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });",
  hashMany:
    "for (const end = Date.now() + 260; Date.now() < end;) crypto.createHash('sha256').update(bytes.subarray(0, 500_000)).digest('hex');",
};

export const stallNames = Object.keys(places);

/** `stall NAME` runs a place from a timer, and prints `done NAME` in a later turn of the loop. */
export function stallingProgram(): string {
  const functions = Object.entries(places).map(([name, body]) => `function ${name}() { ${body} }`);
  return `const crypto = require('node:crypto'), fs = require('node:fs'), zlib = require('node:zlib'), child = require('node:child_process');
const { createInterface } = require('node:readline');
const rows = Array.from({ length: 500_000 }, (_, id) => ({ id, name: 'row ' + id }));
const large = JSON.stringify(rows); let parsed;
const bytes = Buffer.from(large); const file = __filename + '.bytes'; fs.writeFileSync(file, bytes.subarray(0, 8_000_000));
${functions.join('\n')}
const places = { ${Object.keys(places).join(', ')} };
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, name] = line.split(' ');
  if (word === 'stall') setTimeout(() => { places[name](); setTimeout(() => console.log('done ' + name), 120); }, 120);
  if (word === 'state') console.log('state ' + JSON.stringify({ names: [JSON.parse, fs.readFileSync, zlib.gzipSync].map((f) => [f.name, f.length, String(f).includes('native') || !String(f).includes('isTimed')]) }));
  if (word === 'exit') { for (const end = Date.now() + 400; Date.now() < end;); process.exit(7); }
  if (word === 'end') { for (const end = Date.now() + 400; Date.now() < end;); process.stdin.destroy(); }
});
console.log('ready');`;
}
