import type { FlameAnswer } from '../../../src/protocol/profiles.ts';
import { changeShare } from '../../charts/drawFlame.ts';
import { functionOf, type FlamePicture, type Sight } from '../../charts/flamePicture.ts';
import { placeName } from '../../format/placeName.ts';
import { change, inWords, quantity, wholeNumber } from '../../format/quantity.ts';

type FlameUnit = FlameAnswer['unit'];

/** A value of a flame graph in words. */
export function amount(value: number, unit: FlameUnit): string {
  return unit === 'msPerSecond' ? `${inWords(quantity(value, 'ms'))}/s` : inWords(quantity(value, unit));
}

function difference(value: number, unit: FlameUnit): string {
  return unit === 'msPerSecond' ? `${inWords(change(value, 'ms'))}/s` : inWords(change(value, unit));
}

const shareOf = (part: number, whole: number) => inWords(quantity(whole > 0 ? part / whole : null, 'ratio', 2));

/** What is said of a box, in lines: its name, what it took, and where it stands. */
export function boxWords(picture: FlamePicture, box: number, isTimed: boolean): readonly string[] {
  const { unit, searched } = picture.answer;
  const one = functionOf(picture, box);
  if (one === undefined) return [];
  const count = picture.count[box] ?? 1;
  const width = (picture.end[box] ?? 0) - (picture.start[box] ?? 0);
  if (count > 1)
    return [
      picture.isMixed[box] === 1 ? `${wholeNumber(count)} calls` : `${one.name} × ${wholeNumber(count)}`,
      `within ${amount(width, unit)}, the longest of ${one.name}`,
      'each too narrow to draw: zoom in to tell them apart',
    ];
  const [self = 0, total = 0] = [picture.self[box], picture.total[box]];
  const where =
    one.place === null ? (one.url === '' ? 'the engine itself' : `${one.url}:${one.line}`) : placeName(one.place);
  const whose = one.code === 'probe' ? 'Pitstop’s own probe' : one.packageName;
  const from = whose === null ? where : `${where}, ${whose}`;
  if (picture.before !== null) {
    const [beforeSelf = 0, beforeTotal = 0] = [picture.before.self[box], picture.before.total[box]];
    const share = changeShare(picture, box);
    const words = share === 0 ? 'as before' : difference(total - beforeTotal, unit);
    return [
      one.name,
      `${amount(beforeTotal, unit)} → ${amount(total, unit)}: ${words}`,
      `itself ${amount(beforeSelf, unit)} → ${amount(self, unit)}: ${difference(self - beforeSelf, unit)}`,
      from,
    ];
  }
  return [
    one.name,
    ...(isTimed ? [`${amount(width, unit)} here, from ${amount(picture.start[box] ?? 0, unit)}`] : []),
    `${amount(total, unit)} of this stack, ${shareOf(total, searched)}; itself ${amount(self, unit)}`,
    from,
  ];
}

/** The stretch in sight in words. */
export function sightWords(sight: Sight | null, picture: FlamePicture | null, isTimed: boolean): string {
  if (picture === null) return '';
  const { unit, extent, levels } = picture.answer;
  if (sight === null) return `${amount(extent, unit)}, ${wholeNumber(levels)} levels`;
  const width = `${amount(sight.to - sight.from, unit)} of ${amount(extent, unit)}`;
  return isTimed ? `${width}, from ${amount(sight.from, unit)}` : width;
}

/** How much of the whole a search found. */
export function matchWords({ matched, searched, unit }: FlameAnswer): string {
  if (matched === null) return '';
  return matched === 0 ? 'no match' : `${shareOf(matched, searched)} in matches, ${amount(matched, unit)}`;
}
