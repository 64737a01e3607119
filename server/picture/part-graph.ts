import { basename } from 'node:path';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { namespacesOf } from '../call-graph/names.js';
import type { Ownership } from '../call-graph/ownership.js';
import { shortPaths } from '../call-graph/short-paths.js';
import { sectionAt, sectionsIn } from '../parts/sections.js';
import { onceForBoth } from '../support/once.js';
import { plainLabels } from './plain-labels.js';
import { calledBack, STEPS } from './via.js';

/** A named piece of a program's own code. */
export interface ProgramPart {
  id: string;
  label: string;
  title: string;
  functions: FunctionIndex[];
  /** IR instructions. */
  size: number;
}

/** Pieces with the calls between them. */
export interface PartGraph {
  /** The functions of a small program are its parts. */
  unit: 'part' | 'function';
  parts: readonly ProgramPart[];
  /** By index of a function: number of its part, -1 for code of libraries. */
  of: Int32Array;
  /** By part: call sites that lead to others. */
  calls: readonly ReadonlyMap<number, number>[];
  /** By part: others that a pointer or a virtual call may lead to, or that get a function's address. */
  guesses: readonly ReadonlyMap<number, number>[];
}

/** With fewer files than this, a program's files say nothing of it. */
const FEW = 5;
/** A program of no more own functions is understood function by function. */
const SMALL = 120;

/** Depends on the build alone: computed once for it. */
export const partGraphOf = onceForBoth(make);

type Naming = (fn: LinkedFunction) => { key: string; label: string; title: string };

/** By file; where that gives too few pieces by class, and else by function, as for small programs. */
function make(graph: CallGraph, owners: Ownership): PartGraph {
  for (const naming of owners.own <= SMALL ? [] : [byFile(graph, owners), byClass(graph, owners)]) {
    const { parts, of } = cut(graph, owners, naming);
    if (parts.length >= FEW)
      return { unit: 'part', parts, of, ...callsOf(graph, owners, of, parts.length, LOOKED_THROUGH.part) };
  }
  const { parts, of } = cut(graph, owners, byFunction(graph, owners));
  return { unit: 'function', parts, of, ...callsOf(graph, owners, of, parts.length, LOOKED_THROUGH.function) };
}

function cut(graph: CallGraph, owners: Ownership, naming: Naming): { parts: ProgramPart[]; of: Int32Array } {
  const parts: ProgramPart[] = [];
  const numbers = new Map<string, number>();
  const of = new Int32Array(graph.functions.length).fill(-1);
  for (const fn of graph.functions) {
    const owner = graph.functions[owners.standsFor(fn.index)];
    if (!owner || !owners.isOwn(fn.index)) continue;
    const { key, label, title } = naming(owner);
    let number = numbers.get(key);
    if (number === undefined) {
      number = parts.push({ id: `group:part:${key}`, label, title, functions: [], size: 0 }) - 1;
      numbers.set(key, number);
    }
    of[fn.index] = number;
    const part = parts[number];
    if (!part) continue;
    if (owner === fn) part.functions.push(fn.index);
    part.size += fn.instructions;
  }
  return { parts, of };
}

/** `db_impl.cc` and `db_impl.h` are one. */
function stemOf(path: string): string {
  return path.replace(/(?:\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inc|inl|ipp|tcc|rs|m|mm|f90|f))+$/i, '');
}

/** `include/db/env.h` is one with `util/env.cc`, unless there are several that it may belong to. */
function stemsOf(files: ReadonlySet<string>): ReadonlyMap<string, string> {
  const sources = new Map<string, Set<string>>();
  const isHeader = (path: string): boolean => /\.(?:h|hh|hpp|hxx|inc|inl|ipp|tcc)$/i.test(path);
  for (const path of files) {
    if (isHeader(path)) continue;
    const stem = stemOf(path);
    const known = sources.get(basename(stem));
    if (known) known.add(stem);
    else sources.set(basename(stem), new Set([stem]));
  }
  const stems = new Map<string, string>();
  for (const path of files) {
    const stem = stemOf(path);
    const [only, ...others] = sources.get(basename(stem)) ?? [];
    stems.set(path, isHeader(path) && only !== undefined && others.length === 0 ? only : stem);
  }
  return stems;
}

function byFile(graph: CallGraph, owners: Ownership): Naming {
  const files = new Set<string>();
  for (const fn of graph.functions) if (owners.isOwn(fn.index)) files.add(fn.file ?? fn.source);
  const stems = stemsOf(files);
  const short = shortPaths(stems.values());
  return (fn) => {
    const path = fn.file ?? fn.source;
    const section = fn.line === undefined ? undefined : sectionAt(sectionsIn(graph, path), fn.line);
    if (section !== undefined)
      return { key: `${path}#${section}`, label: section, title: `${section} in ${basename(path)}` };
    const stem = stems.get(path) ?? stemOf(path);
    return { key: stem, label: short.get(stem) ?? basename(stem), title: path };
  };
}

function byClass(graph: CallGraph, owners: Ownership): Naming {
  const file = byFile(graph, owners);
  return (fn) => {
    const scope = namespacesOf(fn.signature).at(-1);
    if (scope === undefined || scope.startsWith('{') || scope.startsWith('(')) return file(fn);
    const plain = scope.replace(/<.*$/s, '');
    return plain === '' ? file(fn) : { key: `class ${plain}`, label: plain, title: plain };
  };
}

function byFunction(graph: CallGraph, owners: Ownership): Naming {
  const own = graph.functions.flatMap(({ index }) =>
    owners.isOwn(index) && owners.standsFor(index) === index ? [index] : [],
  );
  const labels = plainLabels(graph, owners, own);
  return (fn) => ({ key: fn.id, label: labels.get(fn.index) ?? fn.label, title: fn.signature });
}

function callsOf(
  graph: CallGraph,
  owners: Ownership,
  of: Int32Array,
  parts: number,
  steps: number,
): Pick<PartGraph, 'calls' | 'guesses'> {
  const calls = Array.from({ length: parts }, () => new Map<number, number>());
  const guesses = Array.from({ length: parts }, () => new Map<number, number>());
  const add = (list: readonly Map<number, number>[], from: number, to: number, sites: number): void => {
    if (to < 0 || to === from) return;
    const row = list[from];
    row?.set(to, (row.get(to) ?? 0) + sites);
  };
  for (const { index } of graph.functions) {
    const from = of[index] ?? -1;
    if (from < 0) continue;
    for (const to of graph.directCallees(index)) {
      if (owners.isOwn(to)) add(calls, from, of[to] ?? -1, 1);
      else for (const back of calledBack(graph, owners, to, steps)) add(guesses, from, of[back] ?? -1, 1);
    }
    for (const to of graph.passes(index)) add(guesses, from, of[to] ?? -1, 1);
    for (const { key } of graph.indirectCalls(index)) {
      const candidates = graph.candidates(key);
      if (candidates.length <= MOST_GUESSES) for (const to of candidates) add(guesses, from, of[to] ?? -1, 1);
    }
  }
  return { calls, guesses };
}

/** In large programs, one function of a library says the most. */
const LOOKED_THROUGH = { part: 1, function: STEPS };

/** A pointer that may lead to more says nothing. */
const MOST_GUESSES = 12;
