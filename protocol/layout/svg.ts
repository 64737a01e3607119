import { type Arrow, type Drawing, FONT, type Rect, type Shape, type Text } from './drawing.js';
import type { Palette } from './palette.js';

/** A drawing as an SVG file: text stays text. */
export function svgOfDrawing(
  { width, height, shapes }: Drawing,
  palette: Palette,
  font = 'sans-serif',
  margin = 0,
): string {
  const [w, h] = [Math.ceil(width) + 2 * margin, Math.ceil(height) + 2 * margin];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${-margin} ${-margin} ${w} ${h}" font-family="${escape(font)}" font-size="${FONT}">`,
    `<rect x="${-margin}" y="${-margin}" width="${w}" height="${h}" fill="${palette.ground}"/>`,
    ...shapes.map((shape) => shapeSvg(shape, palette)),
    '</svg>',
  ].join('\n');
}

function shapeSvg(shape: Shape, palette: Palette): string {
  if (shape.kind === 'rect') return rectSvg(shape, palette);
  return shape.kind === 'text' ? textSvg(shape, palette) : arrowSvg(shape, palette);
}

function rectSvg({ x, y, w, h, fill, stroke, width, dashed, radius }: Rect, palette: Palette): string {
  const line =
    stroke === undefined || palette[stroke] === 'transparent'
      ? ''
      : ` stroke="${palette[stroke]}" stroke-width="${width ?? 1}"`;
  const place = `x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, w))}" height="${round(Math.max(0, h))}"`;
  const corner = radius === undefined ? '' : ` rx="${radius}"`;
  const dash = dashed === true ? ' stroke-dasharray="4 3"' : '';
  return `<rect ${place}${corner} fill="${fill === undefined ? 'none' : palette[fill]}"${line}${dash}/>`;
}

const ANCHORS = { left: '', center: ' text-anchor="middle"', right: ' text-anchor="end"' } as const;

function textSvg({ x, y, text, size, fill, bold, align, turned }: Text, palette: Palette): string {
  const turn = turned === true ? ` transform="rotate(-90 ${round(x)} ${round(y)})"` : '';
  const style = `${size === FONT ? '' : ` font-size="${size}"`}${bold === true ? ' font-weight="bold"' : ''}`;
  const anchor = ANCHORS[align ?? 'left'];
  return `<text x="${round(x)}" y="${round(y)}" dominant-baseline="central" fill="${palette[fill]}"${style}${anchor}${turn}>${escape(text)}</text>`;
}

function arrowSvg({ points, stroke, width, dashed }: Arrow, palette: Palette): string {
  const [x1, y1, cx, cy, x2, y2] = points.map(round);
  const dash = dashed === true ? ' stroke-dasharray="6 4"' : '';
  const color = palette[stroke];
  return `<path d="M${x1} ${y1} Q${cx} ${cy} ${x2} ${y2}" fill="none" stroke="${color}" stroke-width="${width}"${dash}/><path d="${tip(points)}" fill="${color}"/>`;
}

/** The arrow's head, as a path. */
export function tip([, , cx, cy, x, y]: readonly [number, number, number, number, number, number]): string {
  const length = Math.hypot(x - cx, y - cy) || 1;
  const [dx, dy] = [(x - cx) / length, (y - cy) / length];
  const corner = (side: number): string => `${round(x - 8 * dx - 4 * side * dy)} ${round(y - 8 * dy + 4 * side * dx)}`;
  return `M${round(x)} ${round(y)} L${corner(1)} L${corner(-1)} Z`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);
}
