import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { CallGraph } from '../call-graph/model.js';
import { onceFor } from '../support/once.js';

/** A piece of a file that was put together from several: it begins at a line and ends where the next begins. */
interface Section {
  line: number;
  /** Undefined for what the file has beside the others. */
  name: string | undefined;
}

/** Fewer markers than this are a habit of commenting and not an amalgamation. */
const LEAST = 4;
const LARGEST_FILE = 64e6;

/**
 * As sqlite's and other amalgamations write it: a line of stars with `Begin file btree.c` (or `Begin ../ext/misc/sha3.c`), and `Continuing where
 * we left off in …` or `End …` behind it.
 */
const MARKER = /^\/\*+\s*(Begin|End|Continuing where we left off in)(?: file)?\s+"?([\w./+-]+\.\w+)"?\s*\*+\/?$/i;

interface Known {
  changedAt: number;
  sections: readonly Section[];
}

const read = new Map<string, Known>();

/** The sections of a source as it lies on the disk; none where it is gone or was written by hand. */
function sectionsOf(file: string): readonly Section[] {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status?.isFile() || status.size > LARGEST_FILE) return [];
  const known = read.get(file);
  if (known?.changedAt === status.mtimeMs) return known.sections;
  const sections = findSections(readFileSync(file, 'latin1'));
  read.set(file, { changedAt: status.mtimeMs, sections });
  return sections;
}

const looked = onceFor<CallGraph, Map<string, readonly Section[]>>(() => new Map());

/** Those of a source of this build: each function asks, and the disk is asked once for each file. */
export function sectionsIn(graph: CallGraph, file: string): readonly Section[] {
  const known = looked(graph);
  let sections = known.get(file);
  if (!sections) known.set(file, (sections = sectionsOf(file)));
  return sections;
}

export function findSections(text: string): readonly Section[] {
  const sections: Section[] = [];
  let line = 0;
  for (let start = 0; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    // Most lines are no comments; matching all of a million lines would be felt.
    if (text.startsWith('/*', start)) {
      const [, word, path] = MARKER.exec(text.slice(start, stop).trimEnd()) ?? [];
      // What stands behind the end of a part belongs to the file around it.
      if (path !== undefined)
        sections.push({ line: line + 1, name: /^end$/i.test(word ?? '') ? undefined : basename(path) });
    }
    start = stop + 1;
  }
  return new Set(sections.map(({ name }) => name)).size <= LEAST ? [] : sections;
}

/** The section that a line is in; undefined before the first. */
export function sectionAt(sections: readonly Section[], line: number): string | undefined {
  let [low, high] = [0, sections.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sections[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return sections[low - 1]?.name;
}
