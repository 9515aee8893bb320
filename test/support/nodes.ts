import { existsSync } from 'node:fs';
import { nodeBinary, nodeReleases, type NodeRelease } from '../../src/build/nodeTools.ts';

/** Releases of Node that a test runs on, each with its binary. Throws where the set-up has not been run. */
export function nodeBinaries(): readonly { readonly release: NodeRelease; readonly binary: string }[] {
  return nodeReleases.map((release) => ({ release, binary: nodeOf(release) }));
}

/** The binary of one release. Throws where the set-up has not been run. */
export function nodeOf(release: NodeRelease): string {
  const binary = nodeBinary(release);
  if (!existsSync(binary)) throw new Error(`no Node ${release} at ${binary}; run \`npm run tools\``);
  return binary;
}
