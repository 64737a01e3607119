/**
 * A picture as a list of shapes: the page paints it, and files are written from it. Colours are roles, so that one drawing serves every theme.
 */

/** The five hues of parts, and the grey of all others. */
const PARTS = ['part0', 'part1', 'part2', 'part3', 'part4', 'part5'] as const;
const EDGES = ['edge0', 'edge1', 'edge2', 'edge3', 'edge4', 'edge5'] as const;
type PartRole = (typeof PARTS)[number];
type EdgeRole = (typeof EDGES)[number];

export const partRole = (hue: number): PartRole => PARTS[hue] ?? 'part5';
export const edgeRole = (hue: number): EdgeRole => EDGES[hue] ?? 'edge5';

export type Role =
  | 'ground'
  | 'text'
  | 'quiet'
  | 'border'
  | 'accent'
  | 'onAccent'
  | 'faint'
  | 'ran'
  | 'idle'
  | 'idleEdge'
  | 'eager'
  | 'failed'
  | 'title'
  /** Around frames; seen in high contrast alone, where fills are too dark to part them. */
  | 'outline'
  | PartRole
  | EdgeRole;

export interface Rect {
  kind: 'rect';
  x: number;
  y: number;
  w: number;
  h: number;
  fill?: Role;
  stroke?: Role;
  width?: number;
  dashed?: boolean;
  radius?: number;
}

export interface Text {
  kind: 'text';
  /** Left end of the line's middle; of its middle or right end where `align` says so. */
  x: number;
  y: number;
  text: string;
  size: number;
  fill: Role;
  bold?: boolean;
  align?: 'left' | 'center' | 'right';
  /** Reads from bottom to top. */
  turned?: boolean;
}

/** A bent line with an arrow at its end. */
export interface Arrow {
  kind: 'arrow';
  /** Start, control point, end. */
  points: readonly [number, number, number, number, number, number];
  stroke: Role;
  width: number;
  dashed?: boolean;
}

export type Shape = Rect | Text | Arrow;

export interface Drawing {
  width: number;
  height: number;
  shapes: Shape[];
}

/** Width of a text in pixels. */
export type Measure = (text: string, size: number) => number;

export const FONT = 12;
export const SMALL_FONT = 11;

/** A text that fits, cut in its middle: names differ at both ends. Empty where not even `least` letters would stay. */
export function cutTo(text: string, width: number, size: number, measure: Measure, least = 4): string {
  if (measure(text, size) <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(cutAt(text, middle), size) <= width) low = middle;
    else high = middle - 1;
  }
  return low < least ? '' : cutAt(text, low);
}

function cutAt(text: string, letters: number): string {
  const front = Math.ceil(letters * 0.6);
  return `${text.slice(0, front).replace(/…$/, '')}…${text.slice(text.length - (letters - front)).replace(/^…/, '')}`;
}

/** Widths of the letters of DejaVu Sans in thousandths of its size: where nothing can be measured, as in a shell. */
const WIDE: Readonly<Record<string, number>> = {
  ...spread('il', 278),
  ...spread("j'", 278),
  ...spread('.,:;|!', 325),
  ...spread('fr', 380),
  ...spread('t()[]/ ', 365),
  ...spread('s_-', 500),
  ...spread('mMW@%', 900),
  ...spread('w', 818),
  ...spread('ABCDEFGHJKNOPQRSTUVXYZ', 690),
  ...spread('~<>=+…', 838),
};

function spread(letters: string, width: number): Record<string, number> {
  return Object.fromEntries([...letters].map((letter) => [letter, width]));
}

export const roughMeasure: Measure = (text, size) => {
  let sum = 0;
  for (const letter of text) sum += WIDE[letter] ?? 620;
  return (sum * size) / 1000;
};
