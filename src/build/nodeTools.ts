import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.ts';
import { ensureTool, npmInstall, toolsFolder } from './tools.ts';

/** The releases of Node that the probe supports, and tests run it on. */
export const nodeReleases = [20, 22, 24] as const;
export type NodeRelease = (typeof nodeReleases)[number];

/** The binary of a release. It is there after `ensureNodes`. */
export function nodeBinary(release: NodeRelease): string {
  return path.join(toolsFolder, 'nodes', String(release), 'bin', 'node');
}

const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The Node 24 among our packages. */
export const packagedNode = path.join(root, 'node_modules', packageName, 'bin', 'node');

function versionOf(binary: string): string | undefined {
  const done = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return done.status === 0 ? done.stdout.trim() : undefined;
}

/** A binary of the release that the machine or our packages have already, with its version. */
function presentNode(release: NodeRelease): { readonly binary: string; readonly version: string } | undefined {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'node'));
  for (const binary of [...onPath, packagedNode]) {
    const version = existsSync(binary) ? versionOf(binary) : undefined;
    if (version?.startsWith(`v${release}.`)) return { binary: realpathSync(binary), version };
  }
  return undefined;
}

/** Sets up one binary per supported release: the one that is there, else by the package registry. */
export function ensureNodes(): void {
  for (const release of nodeReleases) {
    const present = presentNode(release);
    ensureTool({
      name: `nodes/${release}`,
      stamp: present === undefined ? `${packageName}@${release}` : `${present.version} of ${present.binary}`,
      install: (folder) => {
        mkdirSync(path.join(folder, 'bin'));
        const link = path.join(folder, 'bin', 'node');
        if (present !== undefined) {
          symlinkSync(present.binary, link);
          return;
        }
        npmInstall(folder, ['--prefix', folder, `${packageName}@${release}`]);
        symlinkSync(path.join('..', 'node_modules', packageName, 'bin', 'node'), link);
      },
    });
  }
}
