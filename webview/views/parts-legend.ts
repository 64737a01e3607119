import { edgeRole, partRole } from '../../protocol/layout/drawing.js';
import type { Palette } from '../../protocol/layout/palette.js';
import { formatCount } from '../../protocol/text.js';

interface Entry {
  label: string;
  count: number;
  hue: number;
}

/** Which colour is which part, and how many of its functions ran. */
export function partsLegend(): {
  element: HTMLElement;
  set(entries: readonly Entry[], hint: string, palette: Palette): void;
} {
  const element = document.createElement('div');
  element.className = 'parts-legend';
  const set = (entries: readonly Entry[], hint: string, palette: Palette): void => {
    const side = document.createElement('span');
    side.className = 'hint';
    side.textContent = hint;
    element.replaceChildren(...entries.map((entry) => entryOf(entry, palette)), side);
  };
  return { element, set };
}

function entryOf({ label, count, hue }: Entry, palette: Palette): HTMLElement {
  const entry = document.createElement('span');
  const mark = document.createElement('i');
  mark.className = 'hue';
  mark.style.background = palette[partRole(hue)];
  mark.style.borderColor = palette[edgeRole(hue)];
  const number = document.createElement('small');
  number.textContent = formatCount(count);
  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = label;
  entry.append(mark, name, number);
  return entry;
}
