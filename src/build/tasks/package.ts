import path from 'node:path';
import { parseArgs } from 'node:util';
import { currentPlatform, platforms, root } from '../bundle.ts';
import { buildPackage, weights } from '../packaging.ts';

// npm run package [-- --target PLATFORM… | --all]
// Builds a VSIX for this platform, for those named, or for all, and says what is heavy in it.

const { values } = parseArgs({
  options: { target: { type: 'string', multiple: true }, all: { type: 'boolean', default: false } },
});
const named = values.target?.map((name) => {
  const found = platforms.find((platform) => platform === name);
  if (found === undefined) throw new Error(`no package is made for ${name}; there are ${platforms.join(', ')}`);
  return found;
});
const targets = values.all ? platforms : (named ?? [currentPlatform()]);

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0).padStart(6)} KB`;
for (const target of targets) {
  const { file, bytes, contents } = await buildPackage(target);
  process.stdout.write(`${path.relative(root, file)}  ${(bytes / 1e6).toFixed(2)} MB, ${contents.length} files\n`);
  if (targets.length > 1) continue;
  for (const [name, size] of weights(path.join(root, 'out', 'package', target, 'dist')).slice(0, 10))
    process.stdout.write(`  ${kilobytes(size)}  dist/${name}\n`);
}
