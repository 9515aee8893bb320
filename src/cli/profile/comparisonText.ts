import type { ComparedFunction, ComparedSide, ProfileComparison } from '../../protocol/profiles.ts';
import { formatBytes, formatBytesDelta, formatCount, formatDuration, formatRatio } from '../format.ts';
import type { JsonBody, Output } from '../output.ts';
import { siteOf } from './profileText.ts';

const shareOf = (part: number, whole: number) => (whole > 0 ? part / whole : 0);

/** What a value is held against the other by: for each second of the profile, or as it was measured. */
function rated({ basis }: ProfileComparison, value: number, { profile }: ComparedSide): number {
  return basis === 'perSecond' ? value / ((profile.lengthMs ?? 0) / 1000) : value;
}

/**
 * A comparison as `--json` prints it. `self` and `total` are as measured, in milliseconds or bytes; `selfDelta` and
 * `totalDelta` are after less before on the `basis`; `ratio` is before ÷ after on it, null where one of them is nothing.
 */
export function comparisonJson(comparison: ProfileComparison): JsonBody {
  const { before, after, basis, unit, rows } = comparison;
  const side = ({ profile, total, idle, sampleCount }: ComparedSide) => ({
    file: profile.file,
    lengthMs: profile.lengthMs,
    total,
    idle,
    sampleCount,
  });
  const costs = (row: ComparedFunction['before'], { total }: ComparedSide) => ({
    self: row.self,
    total: row.total,
    selfShare: shareOf(row.self, total),
    totalShare: shareOf(row.total, total),
  });
  return {
    what: after.profile.kind,
    unit,
    basis,
    before: side(before),
    after: side(after),
    functions: rows.map((row) => {
      const [earlier, later] = [rated(comparison, row.before.self, before), rated(comparison, row.after.self, after)];
      return {
        name: row.name,
        site: siteOf(row) || null,
        before: costs(row.before, before),
        after: costs(row.after, after),
        selfDelta: row.selfDelta,
        totalDelta: row.totalDelta,
        ratio: earlier > 0 && later > 0 ? earlier / later : null,
        isClear: row.isClear,
      };
    }),
  };
}

function signed(value: number, unit: ProfileComparison['unit']): string {
  if (unit === 'bytes') return formatBytesDelta(value);
  return `${value > 0 ? '+' : value < 0 ? '-' : ''}${formatDuration(Math.abs(value))}`;
}

/** Prints what differs between two profiles by more than sampling alone makes it differ. */
export function showComparison(comparison: ProfileComparison, output: Output): void {
  const { before, after, basis, unit, rows, total } = comparison;
  const value = (amount: number) => (unit === 'ms' ? formatDuration(amount) : formatBytes(amount));
  const perSecond = basis === 'perSecond' ? '/s' : '';
  const what = unit === 'ms' ? 'CPU time' : 'memory';
  const [earlier, later] = [rated(comparison, before.total, before), rated(comparison, after.total, after)];
  output.line(
    `${value(earlier)}${perSecond} → ${value(later)}${perSecond} of ${what}: ${signed(later - earlier, unit)}${perSecond}`,
  );
  const clear = rows.filter(({ isClear }) => isClear);
  output.line();
  if (clear.length > 0)
    output.table<ComparedFunction>(
      [
        { title: 'self, difference', align: 'right', text: (row) => `${signed(row.selfDelta, unit)}${perSecond}` },
        { title: 'before', align: 'right', text: (row) => value(row.before.self) },
        { title: '', align: 'right', text: (row) => formatRatio(shareOf(row.before.self, before.total)) },
        { title: 'after', align: 'right', text: (row) => value(row.after.self) },
        { title: '', align: 'right', text: (row) => formatRatio(shareOf(row.after.self, after.total)) },
        { title: 'function', align: 'left', text: ({ name }) => name, widthMax: 48 },
        { title: 'at', align: 'left', text: siteOf },
      ],
      clear,
    );
  else output.line('No function differs by more than sampling alone makes it differ.');
  output.line();
  const quiet = rows.length - clear.length;
  const rest = total - rows.length;
  output.note(
    [
      ...(quiet > 0 && clear.length > 0
        ? [`${formatCount(quiet)} more differ by no more than sampling alone makes them differ.`]
        : []),
      ...(rest > 0 ? [`${formatCount(rest)} functions are not shown: --top N shows more.`] : []),
    ].join('\n'),
  );
}
