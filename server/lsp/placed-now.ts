import { definedName } from '../call-graph/names.js';
import type { PlacedFunction } from '../program/source-index.js';
import { lineMap } from './line-map.js';
import { currentLine } from './placement.js';

interface Now {
  placed: readonly PlacedFunction[];
  built: readonly string[] | undefined;
  now: readonly PlacedFunction[];
}

const computed = new WeakMap<readonly string[], Now>();

/**
 * Functions of a file, by line in the text that is open now. Where the text that was built is known (`built`), a definition is where its line went,
 * whatever it looks like; one whose line was changed is looked for by name near that place, and one that is not there any more is left out.
 * The same list until one of the texts changes.
 */
export function placedNow(
  placed: readonly PlacedFunction[],
  built: readonly string[] | undefined,
  lines: readonly string[],
): readonly PlacedFunction[] {
  const known = computed.get(lines);
  if (known?.placed === placed && known.built === built) return known.now;
  // A document that is not open is as it was built, as far as anybody can tell.
  const lineNow = lines.length === 0 ? (one: PlacedFunction) => one.line : finder(built, lines);
  const now = placed
    .flatMap((one) => {
      const line = lineNow(one);
      return line === undefined ? [] : [line === one.line ? one : { ...one, line }];
    })
    .sort((a, b) => a.line - b.line);
  computed.set(lines, { placed, built, now });
  return now;
}

/** 1-based, as the lines of functions are. */
function finder(
  built: readonly string[] | undefined,
  lines: readonly string[],
): (one: PlacedFunction) => number | undefined {
  if (!built) return ({ fn, line }) => (currentLine(lines, line, nameIn(fn.signature)) ?? line - 1) + 1;
  const map = lineMap(built, lines);
  // What is there of the old text defines what it did.
  const taken = new Set(map);
  return ({ fn, line }) => {
    const kept = map[line - 1];
    if (kept !== undefined) return kept + 1;
    const found = currentLine(lines, expectedAt(map, line - 1) + 1, nameIn(fn.signature), (at) => !taken.has(at));
    return found === undefined ? undefined : found + 1;
  };
}

/** Nothing in a source has the name that a compiler gives to a lambda. */
function nameIn(signature: string): string {
  return /(\$_\d+|\{lambda[^}]*\}|'lambda\d*'[^:]*)::operator\(\)|\{closure/.test(signature)
    ? ''
    : definedName(signature);
}

/** Where a line would be that was changed: as far below the last one that stayed. */
function expectedAt(map: readonly (number | undefined)[], line: number): number {
  for (let above = line - 1; above >= 0; above -= 1) {
    const now = map[above];
    if (now !== undefined) return now + line - above;
  }
  return line;
}
