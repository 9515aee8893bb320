import type { ProfileFunction, ProfileSummary } from '../../protocol/profiles.ts';
import { formatBytes, formatCount, formatDuration, formatRatio } from '../format.ts';
import type { JsonBody, Output } from '../output.ts';

/** `src/agent.ts:64`, else the script as the engine names it; empty for what has no place at all. */
export function siteOf({ place, url, line }: Pick<ProfileFunction, 'place' | 'url' | 'line'>): string {
  if (place !== null) return `${place.file}:${place.line}`;
  return url === '' || line < 1 ? '' : `${url}:${line}`;
}

/** A profile as `--json` prints it: `self` and `total` are milliseconds for time, bytes for allocations. */
export function profileJson({ profile, unit, total, idle, sampleCount, functions }: ProfileSummary): JsonBody {
  return {
    what: profile.kind,
    file: profile.file,
    fileBytes: profile.fileBytes,
    lengthMs: profile.lengthMs,
    unit,
    total,
    idle,
    sampleCount,
    functions: functions.map((one) => ({
      name: one.name,
      site: siteOf(one) || null,
      self: one.self,
      total: one.total,
      selfShare: total > 0 ? one.self / total : 0,
      totalShare: total > 0 ? one.total / total : 0,
    })),
  };
}

/** Prints the dearest functions of a profile, and where its file is. */
export function showProfile(summary: ProfileSummary, output: Output): void {
  const { profile, unit, total, idle, functions } = summary;
  const value = (amount: number) => (unit === 'ms' ? formatDuration(amount) : formatBytes(amount));
  const share = (amount: number) => formatRatio(total > 0 ? amount / total : 0);
  const [first] = functions.filter(({ place }) => place !== null);
  const what =
    unit === 'ms' ? `${value(total)} of work in ${value(total + idle)}` : `${value(total)} that is still held`;
  output.line(`${what}, ${formatCount(summary.functionCount)} functions, ${formatCount(summary.sampleCount)} samples`);
  if (first !== undefined)
    output.line(
      output.styled('bold', `Most of it in your source: ${first.name} (${share(first.self)}) at ${siteOf(first)}`),
    );
  output.line();
  output.table<ProfileFunction>(
    [
      { title: 'self', align: 'right', text: ({ self }) => value(self) },
      { title: '', align: 'right', text: ({ self }) => share(self) },
      { title: 'total', align: 'right', text: ({ total: all }) => value(all) },
      { title: '', align: 'right', text: ({ total: all }) => share(all) },
      { title: 'function', align: 'left', text: ({ name }) => name, widthMax: 48 },
      { title: 'at', align: 'left', text: siteOf },
    ],
    functions,
  );
  output.line();
  output.line(`Written to ${profile.file}`);
}
