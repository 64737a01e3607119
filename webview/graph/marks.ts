import type { GraphNode } from '../../protocol/graph.js';
import { escape } from '../../protocol/layout/svg.js';
import { formatCount, shortened } from '../../protocol/text.js';
import { css, mix, type Theme } from './theme.js';

/** What stands behind a function's name, inside of its box: functions that everything calls, as chips, and a badge for callees that are not drawn. */
export interface Mark {
  text: string;
  /** A chip: the function that it is for; absent where it stands for several. */
  hub?: string;
  /** A click brings them in. */
  badge?: true;
}

/** Of text in pixels of the page. */
export type TextWidth = (text: string, size: number) => number;

export interface DrawnMarks {
  /** As an image that cytoscape draws in the box, at its right end. */
  image: string;
  width: number;
  places: readonly { mark: Mark; from: number; to: number }[];
}

const MOST_CHIPS = 2;
/** The details have the whole name. */
const MOST_LETTERS = 22;
const TEXT = 11;
const HEIGHT = 24;
const CHIP = 16;
const GAP = 4;

export function marksOf({ shared = [], more }: Pick<GraphNode, 'shared' | 'more'>): Mark[] {
  const others = shared.length - MOST_CHIPS;
  return [
    ...shared.slice(0, MOST_CHIPS).map(({ id, label }) => ({ text: shortened(label, MOST_LETTERS), hub: id })),
    ...(others > 0 ? [{ text: `and ${formatCount(others)}` }] : []),
    ...(more === undefined ? [] : [{ text: `+${formatCount(more)}`, badge: true as const }]),
  ];
}

function placesOf(marks: readonly Mark[], textWidth: TextWidth): DrawnMarks['places'] {
  let from = 0;
  return marks.map((mark) => {
    const to = from + Math.ceil(textWidth(mark.text, TEXT)) + (mark.badge ? 10 : 14);
    const place = { mark, from, to };
    from = to + GAP;
    return place;
  });
}

/** What a box needs beside its name. */
export function marksWidth(marks: readonly Mark[], textWidth: TextWidth): number {
  const last = placesOf(marks, textWidth).at(-1);
  return last === undefined ? 0 : last.to + GAP;
}

export function drawMarks(marks: readonly Mark[], theme: Theme, textWidth: TextWidth): DrawnMarks | undefined {
  if (marks.length === 0) return undefined;
  const places = placesOf(marks, textWidth);
  const width = marksWidth(marks, textWidth);
  const quiet = css(theme.highContrast ? theme.foreground : mix(theme.background, theme.foreground, 0.35));
  const ground = css(theme.background);
  const shapes = places.map(({ mark, from, to }) => {
    const [line, text] = mark.badge ? [css(theme.accent), css(theme.foreground)] : [quiet, css(theme.foreground)];
    return (
      `<rect x="${from + 0.5}" y="${(HEIGHT - CHIP) / 2}" width="${to - from - 1}" height="${CHIP}" rx="${mark.badge ? 2 : CHIP / 2}" fill="${ground}" stroke="${line}"/>` +
      `<text x="${(from + to) / 2}" y="${HEIGHT / 2 + TEXT * 0.33}" text-anchor="middle" fill="${text}">${escape(mark.text)}</text>`
    );
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" font-family="${escape(theme.fontFamily)}" font-size="${TEXT}">${shapes.join('')}</svg>`;
  return { image: `${DATA}${encodeURIComponent(svg)}`, width, places };
}

const DATA = 'data:image/svg+xml;utf8,';

/** The same as markup, for drawings that are saved. */
export function markupOf(image: string): string {
  return decodeURIComponent(image.slice(DATA.length));
}
