import { build, type BuildOptions, type Plugin } from 'esbuild';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { probeFileName } from '../protocol/probeChannel.ts';

/** Root of the checkout. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Platforms a package can be made for, as the marketplace names them. */
export const platforms = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
] as const;
export type Platform = (typeof platforms)[number];

/** The platform this process runs on. Throws where no package is made for it. */
export function currentPlatform(): Platform {
  const here = `${process.platform}-${process.arch}`;
  const found = platforms.find((platform) => platform === here);
  if (found === undefined) throw new Error(`no build for ${here}; builds exist for ${platforms.join(', ')}`);
  return found;
}

type Part = { readonly name: string; readonly entry: string; readonly options: BuildOptions };

const node: BuildOptions = { platform: 'node', target: 'node20', format: 'cjs' };

/** Gives a bundle of ES modules the `require` that the packages inside it use. */
const requireBanner = {
  js: "import { createRequire as pitstopRequire } from 'node:module';\nconst require = pitstopRequire(import.meta.url);",
};

/** Parts of the extension that are loaded when they are first needed, each in a bundle of its own. */
const lateParts = ['languageHost', 'connectHost'] as const;

/** Leaves the late parts out of the extension's bundle, so that activation reads none of them. */
const latePartsApart: Plugin = {
  name: 'late parts apart',
  setup: (bundling) =>
    bundling.onResolve({ filter: new RegExp(`/(${lateParts.join('|')})\\.ts$`) }, ({ kind, path: wanted }) =>
      kind === 'dynamic-import' ? { path: `./${path.basename(wanted, '.ts')}.cjs`, external: true } : undefined,
    ),
};

function parts(platform: Platform): readonly Part[] {
  return [
    {
      name: 'extension.cjs',
      entry: 'src/extension/extension.ts',
      options: {
        ...node,
        target: 'node22',
        external: ['vscode'],
        plugins: [latePartsApart],
        // By `require`, which the editor answers for `vscode`.
        supported: { 'dynamic-import': false },
      },
    },
    ...lateParts.map((name) => ({
      name: `${name}.cjs`,
      entry: `src/extension/connection/${name}.ts`,
      options: { ...node, target: 'node22', external: ['vscode'] },
    })),
    {
      name: 'host.cjs',
      entry: 'src/host/main.ts',
      options: {
        ...node,
        target: 'node22',
        loader: { '.node': 'copy' },
        assetNames: '[name]',
        alias: { 'better-sqlite3': `better-sqlite3/${platform}` },
        external: ['pg-native', '@napi-rs/nice'],
      },
    },
    {
      name: 'worker.cjs',
      entry: 'src/host/workers/worker.ts',
      options: { ...node, target: 'node22' },
    },
    {
      // The pool's own side of each worker: it looks for this name beside itself.
      name: 'worker.js',
      entry: 'node_modules/piscina/dist/worker.js',
      options: {
        platform: 'node',
        target: 'node22',
        format: 'esm',
        banner: requireBanner,
        external: ['@napi-rs/nice'],
      },
    },
    {
      name: 'loadWorker.cjs',
      entry: 'src/host/load/loadWorker.ts',
      options: { ...node, target: 'node22' },
    },
    {
      name: 'mixWorker.cjs',
      entry: 'src/host/pool/mixWorker.ts',
      options: { ...node, target: 'node22', external: ['pg-native'] },
    },
    { name: probeFileName, entry: 'src/probe/preload.ts', options: node },
    {
      name: 'cli.js',
      entry: 'src/cli/main.ts',
      options: {
        platform: 'node',
        target: 'node22',
        format: 'esm',
        banner: { js: `#!/usr/bin/env node\n${requireBanner.js}` },
      },
    },
  ];
}

async function bundlePart(part: Part, out: string, minify: boolean): Promise<void> {
  await build({
    entryPoints: [path.join(root, part.entry)],
    outfile: path.join(out, part.name),
    bundle: true,
    sourcemap: minify ? false : 'linked',
    minify,
    legalComments: 'none',
    logLevel: 'warning',
    ...part.options,
  });
}

export async function bundlePanel(out: string, minify: boolean): Promise<void> {
  await build({
    entryPoints: [path.join(root, 'webview/main.ts')],
    outdir: path.join(out, 'webview'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    loader: { '.css': 'text' },
    sourcemap: minify ? false : 'linked',
    minify,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Bundles the sample agent system into `out/sample`, with its source maps and its load file. */
export async function bundleSample(out: string): Promise<void> {
  await build({
    entryPoints: ['gateway', 'toolServer', 'stubModel'].map((name) => path.join(root, `src/sample/${name}.ts`)),
    outdir: path.join(out, 'sample'),
    bundle: true,
    splitting: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['heapdump', 'pg-native'],
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  cpSync(path.join(root, 'src/sample/turns.json'), path.join(out, 'sample/turns.json'));
}

/** Bundles every process and the panel into `out` for one platform. Development bundles carry source maps. */
export async function bundleAll(options: {
  readonly out: string;
  readonly platform: Platform;
  readonly kind: 'development' | 'package';
}): Promise<void> {
  const minify = options.kind === 'package';
  rmSync(options.out, { recursive: true, force: true });
  mkdirSync(options.out, { recursive: true });
  await Promise.all([
    ...parts(options.platform).map((part) => bundlePart(part, options.out, minify)),
    bundlePanel(options.out, minify),
    bundleSample(options.out),
  ]);
  // The SQL parser of host and worker looks for it beside the bundle.
  cpSync(path.join(root, 'node_modules/libpg-query/wasm/libpg-query.wasm'), path.join(options.out, 'libpg-query.wasm'));
  const codicons = path.join(root, 'node_modules/@vscode/codicons/dist');
  if (existsSync(codicons)) {
    for (const file of ['codicon.css', 'codicon.ttf'])
      cpSync(path.join(codicons, file), path.join(options.out, 'webview', file));
  }
}
