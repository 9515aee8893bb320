import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { probeFileName } from '../protocol/probeChannel.ts';
import { bundleAll, root, type Platform } from './bundle.ts';

/** A package and what it weighs. */
export type Package = { readonly file: string; readonly bytes: number; readonly contents: readonly string[] };

/** Largest package that is let out. */
export const packageBytesMax = 3 * 1024 * 1024;

/** What goes into a package beside the bundles; some of it need not be there. */
const carried = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.nls.json',
  'l10n',
  'media',
  'src/sample',
  '.vscodeignore',
] as const;

/** Files without which the extension does not work on a platform. */
export function neededFiles(platform: Platform): readonly string[] {
  return [
    'package.json',
    'package.nls.json',
    'LICENSE',
    'README.md',
    'media/icon.png',
    'media/pitstop.svg',
    'dist/extension.cjs',
    'dist/languageHost.cjs',
    'dist/connectHost.cjs',
    'dist/host.cjs',
    'dist/worker.cjs',
    'dist/worker.js',
    'dist/loadWorker.cjs',
    'dist/mixWorker.cjs',
    `dist/${probeFileName}`,
    'dist/cli.js',
    'dist/libpg-query.wasm',
    `dist/${platform}.node`,
    'dist/webview/main.js',
    'dist/webview/codicon.css',
    'dist/webview/codicon.ttf',
    'dist/sample/gateway.cjs',
    'dist/sample/gateway.cjs.map',
    'dist/sample/turns.json',
    'src/sample/gateway.ts',
  ];
}

/** Why a file may not be in a package; undefined where it may. */
export function refusalOf(file: string, platform: Platform): string | undefined {
  if (/(^|\/)(node_modules|test|\.git|\.tsbuild|\.tools)\//.test(file)) return 'is no part of the product';
  if (/\.(tsbuildinfo|heapsnapshot|vsix)$/.test(file)) return 'is no part of the product';
  if (file.endsWith('.ts') && !file.startsWith('src/sample/')) return 'is source';
  if (file.endsWith('.map') && !file.startsWith('dist/sample/')) return 'is a source map of our own';
  if (file.endsWith('.node') && file !== `dist/${platform}.node`) return 'is of another platform';
  return undefined;
}

/** The manifest as users get it: what only a checkout needs is left out. */
function packagedManifest(): string {
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const name of ['private', 'scripts', 'dependencies', 'devDependencies', 'optionalDependencies', 'allowScripts'])
    delete manifest[name];
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Everything of a package in one folder, bundles included. Returns the folder. */
async function stage(platform: Platform): Promise<string> {
  const folder = path.join(root, 'out', 'package', platform);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of carried) {
    if (existsSync(path.join(root, name))) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  writeFileSync(path.join(folder, 'package.json'), packagedManifest());
  await bundleAll({ out: path.join(folder, 'dist'), platform, kind: 'package' });
  return folder;
}

/** What is wrong with a package's contents, a line each. */
export function contentProblems(contents: readonly string[], platform: Platform): readonly string[] {
  const missing = neededFiles(platform).filter((file) => !contents.includes(file));
  const refused = contents.flatMap((file) => {
    const reason = refusalOf(file, platform);
    return reason === undefined ? [] : [`${file} ${reason}`];
  });
  return [...missing.map((file) => `${file} is missing`), ...refused];
}

/** Builds the package of a platform into `out/`. Throws where its contents or its size are not as agreed. */
export async function buildPackage(platform: Platform): Promise<Package> {
  const folder = await stage(platform);
  const contents = await listFiles({ cwd: folder, packageManager: PackageManager.None });
  const problems = contentProblems(contents, platform);
  if (problems.length > 0) throw new Error(`the package for ${platform} is wrong:\n${problems.join('\n')}`);
  const file = path.join(root, 'out', `pitstop-${platform}.vsix`);
  await createVSIX({
    cwd: folder,
    packagePath: file,
    target: platform,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const { size: bytes } = statSync(file);
  if (bytes > packageBytesMax) throw new Error(`${file} has ${bytes} bytes; at most ${packageBytesMax} are let out`);
  return { file, bytes, contents };
}

/** Bytes of a folder's files, by the name of each, the largest first. */
export function weights(folder: string): readonly (readonly [name: string, bytes: number])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(folder, file), statSync(file).size] as const)
    .toSorted((a, b) => b[1] - a[1]);
}
