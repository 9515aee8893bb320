import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fields, filledText } from '../channel/parsers.ts';

/** The host's own files: where it lies, and the version its package gives itself. */
export type HostProgram = { readonly folder: string; readonly version: string };

/** From the path this process was started with; the package's manifest lies one folder above. */
export function hostProgram(entry: string): HostProgram {
  const folder = path.dirname(entry);
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, '..', 'package.json'), 'utf8'));
  return { folder, version: fields({ version: filledText })(manifest, 'package.json').version };
}
