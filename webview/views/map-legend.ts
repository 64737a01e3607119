import type { Palette } from '../../protocol/layout/palette.js';

interface Sentences {
  name: string;
  ran: string;
  calledBy: string;
  calls: string;
}

/** What colours and bars mean; of a part that is selected, who calls it and whom it calls. */
export function mapLegend(): {
  element: HTMLElement;
  set(selected: Sentences | undefined, palette: Palette): void;
} {
  const element = document.createElement('div');
  element.className = 'parts-legend';
  const set = (selected: Sentences | undefined, palette: Palette): void => {
    const marks = [
      entry('Area: size of the code'),
      entry('functions that ran', bar(palette.accent)),
      entry('ran', square(palette.ran, palette.ran)),
      entry('did not run', square(palette.idle, palette.idleEdge)),
      entry('eager', square(palette.eager, palette.idleEdge)),
    ];
    element.replaceChildren(...(selected ? ofPart(selected, palette) : marks));
  };
  return { element, set };
}

function ofPart({ name, ran, calledBy, calls }: Sentences, palette: Palette): HTMLElement[] {
  const strong = document.createElement('strong');
  strong.textContent = name;
  return [strong, entry(ran), entry(calledBy, bar(palette.accent)), entry(calls, bar(palette.accent, true))];
}

function entry(text: string, mark?: HTMLElement): HTMLElement {
  const element = document.createElement('span');
  if (mark) element.append(mark);
  element.append(text);
  return element;
}

function square(fill: string, edge: string): HTMLElement {
  const mark = document.createElement('i');
  mark.className = 'hue';
  mark.style.background = fill;
  mark.style.borderColor = edge;
  return mark;
}

function bar(color: string, dashed = false): HTMLElement {
  const mark = document.createElement('i');
  mark.className = 'bar';
  mark.style.borderTopColor = color;
  if (dashed) mark.style.borderTopStyle = 'dashed';
  return mark;
}
