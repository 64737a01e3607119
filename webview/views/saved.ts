import type { Drawing } from '../../protocol/layout/drawing.js';
import { pageOf } from '../../protocol/layout/html.js';
import type { Palette } from '../../protocol/layout/palette.js';
import { svgOfDrawing } from '../../protocol/layout/svg.js';
import { SceneCanvas } from './canvas.js';

/** A view as files are made from it. */
export interface ViewPicture {
  drawing: Drawing;
  palette: Palette;
  font: string;
  /** What it shows of which run. */
  covers: string;
  data: unknown;
  table: string[][];
}

export const SAVED = {
  svg: ({ drawing, palette, font }: ViewPicture): string => svgOfDrawing(drawing, palette, font),
  html: (picture: ViewPicture, title: string): string =>
    pageOf(title, picture.covers, SAVED.svg(picture), picture.table),
  json: ({ data }: ViewPicture): string => JSON.stringify(data, null, 2),
  /** In base 64. */
  png: ({ drawing, palette, font }: ViewPicture): string => SceneCanvas.png(drawing, palette, font),
};
