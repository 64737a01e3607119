import type { RunBox } from '../../protocol/overview.js';

/** Which functions of a run are drawn: the best by pprof's score, while they fit. */

/** More is no overview. */
export const MOST_BOXES = 40;
const MOST_CHILDREN = 8;
const MOST_ROOTS = 6;
/** Below so many functions, or this share of what ran, a function is no candidate at first. */
const LEAST_BELOW = 5;
const LEAST_SHARE = 0.005;
/** A run of so few functions may be shown to its leaves. */
const SMALL_RUN = 80;
/** Who tried so many in vain has a full picture. */
const MOST_VAIN = 60;

/** A function that is drawn, under the nearest one above it that is drawn too. */
export interface Drawn {
  box: RunBox;
  number: number;
  parent: Drawn | undefined;
  children: Drawn[];
  /** Functions between the two that are not drawn. */
  via: number;
  /** Functions below it that no box of its own shows. */
  inside: number;
  /** Children that are left out of what the person opened; 0 where nothing is. */
  more: number;
}

export interface Selection {
  roots: Drawn[];
  drawn: number;
  /** Functions below roots that are too small for one: in no box. */
  elsewhere: number;
}

export interface Fits {
  (selection: Selection): boolean;
}

export function select(boxes: readonly RunBox[], ran: number, opened: ReadonlySet<string>, fits: Fits): Selection {
  const chosen = new Set(rootsOf(boxes));
  let best = build(boxes, ran, chosen, NOTHING_MORE);
  let vain = 0;
  for (const number of candidates(boxes, ran)) {
    if (chosen.size >= MOST_BOXES || vain > MOST_VAIN) break;
    if (chosen.has(number)) continue;
    chosen.add(number);
    const tried = build(boxes, ran, chosen, NOTHING_MORE);
    if (fanFits(tried.roots) && fits(tried)) best = tried;
    else {
      chosen.delete(number);
      vain += 1;
    }
  }
  if (opened.size === 0) return best;
  // What is opened comes beside what was there before: the picture grows, and nothing else goes.
  const forced = forcedBy(boxes, opened);
  for (const number of forced.shown) chosen.add(number);
  return build(boxes, ran, chosen, forced.more);
}

/** What several stand under is no function itself. */
const ownSize = ({ node }: RunBox): number => (node ? 1 : 0);

const NOTHING_MORE: ReadonlyMap<number, number> = new Map();

function rootsOf(boxes: readonly RunBox[]): number[] {
  const roots = boxes.flatMap(({ parent }, number) => (parent < 0 ? [number] : []));
  const below = (number: number): number => boxes[number]?.below ?? 0;
  return roots.sort((a, b) => below(b) - below(a)).slice(0, MOST_ROOTS);
}

/** Best first; the small ones only where there is little else. */
function* candidates(boxes: readonly RunBox[], ran: number): Iterable<number> {
  const sorted = [...boxes.keys()].sort((a, b) => (boxes[b]?.score ?? 0) - (boxes[a]?.score ?? 0));
  const least = Math.max(LEAST_BELOW, ran * LEAST_SHARE);
  const below = (number: number): number => boxes[number]?.below ?? 0;
  const says = (number: number): boolean => boxes[number]?.passThrough === false;
  yield* sorted.filter((number) => says(number) && below(number) >= least);
  yield* sorted.filter((number) => says(number) && below(number) >= 2 && below(number) < least);
  if (ran <= SMALL_RUN) yield* sorted.filter((number) => !says(number) || below(number) < 2);
}

/** The children of what the person opened: the best eight, or all. */
function forcedBy(
  boxes: readonly RunBox[],
  opened: ReadonlySet<string>,
): { shown: number[]; more: Map<number, number> } {
  const shown: number[] = [];
  const more = new Map<number, number>();
  boxes.forEach(({ id, children }, number) => {
    if (!opened.has(id)) return;
    shown.push(number);
    const own = boxes.flatMap(({ parent }, child) => (parent === number ? [child] : []));
    const best = own
      .sort((a, b) => (boxes[b]?.below ?? 0) - (boxes[a]?.below ?? 0))
      .slice(0, opened.has(`${id}#rest`) ? own.length : MOST_CHILDREN);
    shown.push(...best);
    more.set(number, children - best.length);
  });
  return { shown, more };
}

function fanFits(roots: readonly Drawn[]): boolean {
  return roots.every(({ children }) => children.length <= MOST_CHILDREN && fanFits(children));
}

function build(
  boxes: readonly RunBox[],
  ran: number,
  chosen: ReadonlySet<number>,
  more: ReadonlyMap<number, number>,
): Selection {
  const drawn = new Map<number, Drawn>();
  const roots: Drawn[] = [];
  for (const number of [...chosen].sort((a, b) => a - b)) {
    const box = boxes[number];
    if (!box) continue;
    let via = box.via;
    let at = box.parent;
    while (at >= 0 && !drawn.has(at)) {
      const passed = boxes[at];
      via += 1 + (passed?.via ?? 0);
      at = passed?.parent ?? -1;
    }
    const parent = drawn.get(at);
    const one: Drawn = { box, number, parent, children: [], via: parent ? via : 0, inside: 0, more: 0 };
    one.inside = box.below - ownSize(box);
    one.more = more.get(number) ?? 0;
    drawn.set(number, one);
    if (!parent) roots.push(one);
    else {
      parent.children.push(one);
      parent.inside -= box.below;
    }
  }
  const counted = roots.reduce((sum, { box }) => sum + box.below, 0);
  roots.sort((a, b) => a.box.thread - b.box.thread);
  return { roots, drawn: drawn.size, elsewhere: Math.max(0, ran - counted) };
}
