import { probeEnvironmentVariable, type ProbeOptions } from '../protocol/probeChannel.ts';

/** What a launched program was told by its environment; undefined where there is nothing, or nothing to understand. */
export function launchOptions(environment: NodeJS.ProcessEnv): ProbeOptions | undefined {
  const encoded = environment[probeEnvironmentVariable];
  if (encoded === undefined || encoded === '') return undefined;
  try {
    const told: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    if (typeof told !== 'object' || told === null || !('socket' in told) || !('token' in told)) return undefined;
    const { socket, token } = told;
    return typeof socket === 'string' && typeof token === 'string' ? { socket, token, way: 'launched' } : undefined;
  } catch {
    // A program started with a broken variable runs unwatched rather than not at all.
    return undefined;
  }
}

/** Makes later children of this process start unwatched: takes our part out of its environment. */
export function withoutLaunchOptions(environment: NodeJS.ProcessEnv, probeFile: string): void {
  delete environment[probeEnvironmentVariable];
  const { NODE_OPTIONS: nodeOptions } = environment;
  if (nodeOptions === undefined) return;
  const escaped = probeFile.replace(/[\\"]/g, '\\$&');
  const rest = [`--require "${escaped}"`, `--require ${probeFile}`, `--require=${probeFile}`]
    .reduce((text, ours) => text.split(ours).join(' '), nodeOptions)
    .trim();
  if (rest === '') delete environment['NODE_OPTIONS'];
  else environment['NODE_OPTIONS'] = rest;
}
