import { cutTo, FONT, type Measure } from './drawing.js';
import type { MapBox, MapLayout } from './treemap.js';

/** Where fewer letters are shared, cutting in the middle tells names apart. */
const LEAST_SHARED = 4;

/** What is left of a title when what it begins with like another of its folder is left out; by place in `boxes`. */
const rests = new WeakMap<MapLayout, Map<number, string>>();

/** A part's title, as far as there is room: parts that begin alike are told apart by how they go on. */
export function titleIn(layout: MapLayout, at: number, width: number, measure: Measure): string {
  const label = layout.boxes[at]?.label ?? '';
  if (measure(label, FONT) <= width) return label;
  let known = rests.get(layout);
  if (!known) rests.set(layout, (known = restsOf(layout.boxes)));
  return cutTo(known.get(at) ?? label, width, FONT, measure, 3);
}

function restsOf(boxes: readonly MapBox[]): Map<number, string> {
  const folders = new Map<number, number[]>();
  boxes.forEach(({ kind, folder }, at) => {
    if (kind === 'part') folders.set(folder, [...(folders.get(folder) ?? []), at]);
  });
  const found = new Map<number, string>();
  for (const parts of folders.values()) {
    const labelOf = (at: number | undefined): string => boxes[at ?? -1]?.label ?? '';
    parts.sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1));
    parts.forEach((at, order) => {
      const label = labelOf(at);
      const shared = Math.max(...[order - 1, order + 1].map((beside) => wordsShared(label, labelOf(parts[beside]))));
      if (shared >= LEAST_SHARED) found.set(at, `…${label.slice(shared)}`);
    });
  }
  return found;
}

/** Letters that two names begin with alike, as whole words. */
function wordsShared(one: string, other: string): number {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared += 1;
  while (shared > 0 && !beginsWord(one, shared)) shared -= 1;
  return shared;
}

function beginsWord(name: string, at: number): boolean {
  const [before = '', letter = ''] = [name[at - 1], name[at]];
  return /[^A-Za-z0-9]/.test(before) ? /[A-Za-z0-9]/.test(letter) : /[A-Z]/.test(letter) && !/[A-Z]/.test(before);
}
