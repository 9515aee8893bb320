/** What a user downloads and what a panel loads first, in the package of this platform. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { currentPlatform, root } from '../../src/build/bundle.ts';
import { buildPackage, packageBytesMax } from '../../src/build/packaging.ts';

const kilobytes = (bytes: number) => Number((bytes / 1000).toFixed(1));

function printWeight(name: string, bytes: number, bytesMax: number): void {
  const isWithin = bytes <= bytesMax;
  printBenchRow({ name, value: kilobytes(bytes), unit: 'KB', budget: `<= ${kilobytes(bytesMax)} KB`, isWithin });
}

/** A script of the panel and all that it imports before it runs; what it imports later is not counted. */
function withStaticImports(folder: string, script: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(script)) return seen;
  seen.add(script);
  const text = readFileSync(path.join(folder, script), 'utf8');
  for (const [, imported] of text.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g)) {
    if (imported !== undefined) withStaticImports(folder, imported, seen);
  }
  return seen;
}

const { bytes } = await buildPackage(currentPlatform());
printWeight('package', bytes, packageBytesMax);
const folder = path.join(root, 'out', 'package', currentPlatform(), 'dist', 'webview');
const sizeOf = (file: string) => statSync(path.join(folder, file)).size;
const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + sizeOf(file), 0);
printWeight('panel, first load', sum([...withStaticImports(folder, 'main.js'), 'codicon.css']), 350_000);
printWeight('panel, all of it', sum(readdirSync(folder)), 900_000);
