/** Where the lines of one text are in another one that was made from it by edits. */

/** 0-based line of the old text -> the same line in the new one; undefined for one that was changed or taken away. */
export type LineMap = readonly (number | undefined)[];

/** Those at both ends that are the same, then lines that each text has once and in the same order, and again between those. */
export function lineMap(before: readonly string[], after: readonly string[]): LineMap {
  const map: (number | undefined)[] = new Array<undefined>(before.length).fill(undefined);
  const open: Piece[] = [{ from: 0, to: before.length, start: 0, end: after.length }];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const middle = matchEnds(before, after, piece, map);
    if (middle.from < middle.to && middle.start < middle.end) open.push(...betweenAnchors(before, after, middle, map));
  }
  return map;
}

/** Lines [from, to) of the old text against [start, end) of the new one. */
interface Piece {
  from: number;
  to: number;
  start: number;
  end: number;
}

function matchEnds(
  before: readonly string[],
  after: readonly string[],
  piece: Piece,
  map: (number | undefined)[],
): Piece {
  let { from, to, start, end } = piece;
  while (from < to && start < end && before[from] === after[start]) map[from++] = start++;
  while (from < to && start < end && before[to - 1] === after[end - 1]) map[--to] = --end;
  return { from, to, start, end };
}

/** What lies between lines that are there once on each side; nothing where there is no such line. */
function betweenAnchors(
  before: readonly string[],
  after: readonly string[],
  { from, to, start, end }: Piece,
  map: (number | undefined)[],
): Piece[] {
  const [olds, news] = [onceIn(before, from, to), onceIn(after, start, end)];
  const pairs = [...olds].flatMap(([text, old]) => {
    const now = news.get(text);
    return now === undefined ? [] : [[old, now] as const];
  });
  const anchors = longestRising(pairs);
  const pieces: Piece[] = [];
  let [lastOld, lastNew] = [from, start];
  for (const [old, now] of anchors) {
    map[old] = now;
    pieces.push({ from: lastOld, to: old, start: lastNew, end: now });
    [lastOld, lastNew] = [old + 1, now + 1];
  }
  return anchors.length === 0 ? [] : [...pieces, { from: lastOld, to, start: lastNew, end }];
}

/** In their order. */
function onceIn(lines: readonly string[], from: number, to: number): Map<string, number> {
  const found = new Map<string, number>();
  const often = new Set<string>();
  for (let line = from; line < to; line += 1) {
    const text = lines[line] ?? '';
    if (found.delete(text)) often.add(text);
    else if (!often.has(text)) found.set(text, line);
  }
  return found;
}

/** The most pairs whose second numbers rise; the first ones do. */
function longestRising(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  /** Of the rising rows of each length, the one with the lowest end: the index of its last pair. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [at, [, now]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < now) low = middle + 1;
      else high = middle;
    }
    previous[at] = ends[low - 1];
    ends[low] = at;
  }
  const row: (readonly [number, number])[] = [];
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) {
    const pair = pairs[at];
    if (pair) row.unshift(pair);
  }
  return row;
}
