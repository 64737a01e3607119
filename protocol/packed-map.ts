import * as z from 'zod';
import { RunSummary } from './run-summary.js';
import { numbers, Parts, type ProgramMap } from './views.js';

/**
 * A map on its way to the page. A name for each of 100,000 functions is most of it, and every hand that it goes through (two processes, two
 * frames of the page) makes each of them anew: names are one text, and functions of one part stand behind each other, so that no number says
 * which part they are in.
 */
export const PackedMap = z.object({
  program: z.string(),
  run: RunSummary.optional(),
  builtAt: z.number(),
  parts: Parts,
  /** Packed; part after part, as many as each has. */
  ids: z.string(),
  /** The functions that are large enough for a name, and the names, packed. */
  named: numbers,
  labels: z.string(),
  size: numbers,
  states: z.string(),
  calls: numbers,
});
export type PackedMap = z.infer<typeof PackedMap>;

/** In no symbol, and in no path. */
const END = '\0';
/** Letters that a name shares with the one before it are one letter: this one for none of them, and those behind it. */
const NONE_SHARED = 0x20;
const MOST_SHARED = 0x7e - NONE_SHARED;

/** Names of one class begin alike: a third is left of them. */
export function packed(names: readonly string[]): string {
  let before = '';
  const written = names.map((name) => {
    let shared = 0;
    const most = Math.min(MOST_SHARED, name.length, before.length);
    while (shared < most && name.charCodeAt(shared) === before.charCodeAt(shared)) shared += 1;
    // Half a letter is none.
    if (shared > 0 && name.codePointAt(shared - 1) !== name.charCodeAt(shared - 1)) shared -= 1;
    before = name;
    return String.fromCharCode(NONE_SHARED + shared) + name.slice(shared) + END;
  });
  return written.join('');
}

export function unpacked(text: string): string[] {
  const names = text.split(END);
  names.pop();
  let before = '';
  return names.map((name) => {
    before = before.slice(0, name.charCodeAt(0) - NONE_SHARED) + name.slice(1);
    return before;
  });
}

export function unpackMap({ ids, named, labels, ...rest }: PackedMap): ProgramMap {
  const id = unpacked(ids);
  const { parts } = rest.parts;
  const part = parts.flatMap(({ functions }, number) => new Array<number>(functions).fill(number));
  if (part.length !== id.length || rest.size.length !== id.length || rest.states.length !== id.length)
    throw new Error(`The map has ${id.length} functions, and its parts have ${part.length}.`);
  const label = new Array<string>(id.length).fill('');
  unpacked(labels).forEach((name, at) => (label[named[at] ?? -1] = name));
  return { ...rest, id, label, part };
}
