import type { ProgramMap } from '../views.js';
import { type Drawing, FONT, type Measure, SMALL_FONT } from './drawing.js';
import { drawMap, mapText } from './map-drawing.js';
import { moved } from './run-picture.js';
import { layOutMap } from './treemap.js';

const MARGIN = 6;
const HEAD = 28;
const FOOT = 26;

/** The map with what stands around it. */
export function mapPicture(
  map: ProgramMap,
  { width, height, measure, name }: { width: number; height: number; measure: Measure; name: string },
): Drawing {
  const layout = layOutMap(map, width - 2 * MARGIN, Math.max(60, height - HEAD - FOOT));
  const inner = drawMap({
    ...{ map, layout, measure, width: layout.width, height: layout.height },
    ...{ window: { stretch: { x: 1, y: 1 }, scale: 1, x: 0, y: 0 }, labelOf: (at: number) => map.label[at] ?? '' },
  });
  return {
    width,
    height,
    shapes: [
      { kind: 'text', x: MARGIN, y: HEAD / 2, text: name, size: FONT, fill: 'text', bold: true },
      ...inner.shapes.map((shape) => moved(shape, MARGIN, HEAD)),
      { kind: 'text', x: MARGIN, y: height - FOOT / 2, text: mapText(map, layout), size: FONT, fill: 'quiet' },
      {
        ...{ kind: 'text', x: width - MARGIN, y: HEAD / 2, text: 'Area: size of the code', size: SMALL_FONT },
        ...{ fill: 'quiet', align: 'right' },
      },
    ],
  };
}
