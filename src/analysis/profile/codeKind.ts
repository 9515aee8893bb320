import type { CodeKind } from '../../protocol/profiles.ts';
import { probeFileName } from '../../protocol/probeChannel.ts';
import type { ProfileFrame } from './profileTree.ts';

/** The name under which the engine tells that the program waited. */
export const idleName = '(idle)';
const collectorName = '(garbage collector)';

const packagePath = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;

/** Whose code a function is. `file` is where it stands after source maps, or null where only the engine's name is known. */
export function codeOf(
  { name, url }: ProfileFrame,
  file: string | null,
): { readonly code: CodeKind; readonly packageName: string | null } {
  if (name === collectorName) return { code: 'collector', packageName: null };
  if (url === '') return { code: 'engine', packageName: null };
  if (url.startsWith('node:') || url.startsWith('internal/')) return { code: 'node', packageName: null };
  if (url.endsWith(probeFileName)) return { code: 'probe', packageName: null };
  const found = packagePath.exec(file ?? url)?.[1];
  return found === undefined
    ? { code: 'own', packageName: null }
    : { code: 'package', packageName: found.replaceAll('\\', '/') };
}
