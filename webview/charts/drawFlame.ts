import type { FlameFunction } from '../../src/protocol/profiles.ts';
import { boxesInSight, functionOf, type FlamePicture, type Sight } from './flamePicture.ts';
import type { ColorName, Theme } from './theme.ts';

export const flameRowHeight = 18;

/** What is drawn of a picture: the stretch in sight, and the levels that are scrolled to. */
export type FlameView = {
  readonly sight: Sight;
  readonly width: number;
  readonly height: number;
  /** Pixels that are scrolled away above. */
  readonly top: number;
  /** The outermost call at the bottom: what leads to it stands above. */
  readonly isUpward: boolean;
  readonly active: number;
  readonly hovered: number;
  readonly isSearched: boolean;
};

/** What a function is painted in. Packages that took most have a colour of their own. */
export function colorOf({ code, packageName }: FlameFunction, packages: readonly string[]): ColorName {
  switch (code) {
    case 'own':
      return 'flame-own';
    case 'node':
      return 'flame-node';
    case 'engine':
    case 'probe':
      return 'flame-engine';
    case 'collector':
      return 'flame-collector';
    case 'package': {
      const rank = packageName === null ? -1 : packages.indexOf(packageName);
      return packageColors[rank] ?? 'flame-package-rest';
    }
  }
}
const packageColors = ['flame-package-1', 'flame-package-2', 'flame-package-3'] as const;
export const packageColor = (rank: number): ColorName => packageColors[rank] ?? 'flame-package-rest';

/** A part that changed by less than this share of itself is painted as unchanged. */
const changedFrom = 0.02;

/** How much a stack of a comparison changed, from -1 (gone) to 1 (new), as a share of the larger of both. */
export function changeShare(picture: FlamePicture, box: number): number {
  const before = picture.before?.total[box] ?? 0;
  const after = picture.total[box] ?? 0;
  const larger = Math.max(before, after);
  const share = larger > 0 ? (after - before) / larger : 0;
  return Math.abs(share) < changedFrom ? 0 : share;
}

/** The level of a line of pixels, and the other way round. */
export function lineOfLevel(level: number, levels: number, isUpward: boolean): number {
  return isUpward ? levels - 1 - level : level;
}

type Brush = {
  readonly pen: CanvasRenderingContext2D;
  readonly theme: Theme;
  readonly letterWidth: number;
  /** Of each function, and of what changed; read once, since reading a style costs more than painting a box. */
  readonly fills: readonly string[];
  readonly more: string;
  readonly less: string;
  readonly same: string;
};

/** Draws what is in sight. What is narrower than a pixel was joined by the host, and is a pixel wide here. */
export function drawFlame(pen: CanvasRenderingContext2D, picture: FlamePicture, view: FlameView, theme: Theme): void {
  const { functions, levels, packages } = picture.answer;
  pen.font = `12px ${theme.code}`;
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  const brush: Brush = {
    pen,
    theme,
    letterWidth: Math.max(1, pen.measureText('mmmmmmmmmm').width / 10),
    fills: paints(functions, packages, theme),
    more: theme.color('flame-more'),
    less: theme.color('flame-less'),
    same: theme.color('flame-engine'),
  };
  const firstLine = Math.max(0, Math.floor(view.top / flameRowHeight));
  const lastLine = Math.min(levels - 1, Math.ceil((view.top + view.height) / flameRowHeight));
  for (let line = firstLine; line <= lastLine; line += 1) {
    const level = lineOfLevel(line, levels, view.isUpward);
    for (const box of boxesInSight(picture, level, view.sight))
      drawBox(brush, picture, view, box, line * flameRowHeight - view.top);
  }
  pen.globalAlpha = 1;
}

function paints(functions: readonly FlameFunction[], packages: readonly string[], theme: Theme): readonly string[] {
  const known = new Map<ColorName, string>();
  return functions.map((one) => {
    const name = colorOf(one, packages);
    const paint = known.get(name) ?? theme.color(name);
    known.set(name, paint);
    return paint;
  });
}

function drawBox(brush: Brush, picture: FlamePicture, view: FlameView, box: number, top: number): void {
  const { pen, theme, fills, same } = brush;
  const scale = view.width / (view.sight.to - view.sight.from);
  const left = Math.max(0, ((picture.start[box] ?? 0) - view.sight.from) * scale);
  const right = Math.min(view.width, ((picture.end[box] ?? 0) - view.sight.from) * scale);
  // What was joined stands close, so that its neighbours make one texture.
  const gap = right - left > 2 && (picture.count[box] ?? 1) === 1 ? 1 : 0;
  const width = Math.max(1, right - left - gap);
  const isMatch = !view.isSearched || functionOf(picture, box)?.isMatch === true;
  const isMany = picture.isMixed[box] === 1;
  const share = picture.before === null ? 0 : changeShare(picture, box);
  const changed = share === 0 ? same : share > 0 ? brush.more : brush.less;
  const fill = picture.before === null ? (fills[picture.function[box] ?? -1] ?? same) : changed;
  const strength = picture.before === null || share === 0 ? 1 : 0.35 + 0.65 * Math.abs(share);
  pen.globalAlpha = (isMatch ? 1 : 0.3) * strength * (isMany ? 0.6 : 1);
  pen.fillStyle = theme.borders ? theme.background : fill;
  pen.fillRect(left, top, width, flameRowHeight - 1);
  if (theme.borders && width > 2) {
    pen.strokeStyle = fill;
    pen.lineWidth = 1;
    pen.strokeRect(left + 0.5, top + 0.5, width - 1, flameRowHeight - 2);
  } else if (theme.borders) {
    pen.fillStyle = fill;
    pen.fillRect(left, top, width, flameRowHeight - 1);
  }
  pen.globalAlpha = isMatch ? 1 : 0.5;
  drawName(brush, picture, box, { left, top, width }, share);
  if (box !== view.active && box !== view.hovered) return;
  pen.globalAlpha = 1;
  pen.strokeStyle = box === view.active ? theme.color('block-selected-line') : theme.color('dim');
  pen.lineWidth = box === view.active && theme.borders ? 2 : 1;
  pen.strokeRect(left + 0.5, top + 0.5, Math.max(1, width - 1), flameRowHeight - 2);
}

const nameInset = 4;

function drawName(
  { pen, theme, letterWidth }: Brush,
  picture: FlamePicture,
  box: number,
  at: { readonly left: number; readonly top: number; readonly width: number },
  share: number,
): void {
  const letters = Math.floor((at.width - 2 * nameInset) / letterWidth);
  if (letters < 3) return;
  const sign = share === 0 ? '' : share > 0 ? '+ ' : '\u2212 ';
  const count = picture.count[box] ?? 1;
  const times = count > 1 ? ` × ${count}` : '';
  const name = picture.isMixed[box] === 1 ? `${count} calls` : `${sign}${functionOf(picture, box)?.name ?? ''}${times}`;
  const text = name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
  pen.fillStyle = theme.foreground;
  pen.fillText(text, at.left + nameInset, at.top + 13);
}
