import { basename, dirname, relative } from 'node:path';
import type { Part, PartFolder, Parts } from '../../protocol/views.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { namespacesOf } from '../call-graph/names.js';
import type { Ownership } from '../call-graph/ownership.js';
import { testLabel } from '../call-graph/test-names.js';
import { shortPaths } from '../call-graph/short-paths.js';
import { onceForBoth } from '../support/once.js';
import { sectionAt, sectionsIn } from './sections.js';

/** What a program is made of, and which piece each function is in. Depends on the build alone. */
export interface ProgramParts extends Parts {
  /** By index: number of the part. */
  of: Int32Array;
}

/** The same object for the same question: sources are read once for each build. */
export const partsOf = onceForBoth((graph: CallGraph, owners: Ownership): ProgramParts =>
  new Maker(graph, owners).make(),
);

class Maker {
  private readonly folders: PartFolder[] = [];
  private readonly parts: Part[] = [];
  private readonly folderNumbers = new Map<string, number>();
  private readonly foldersByFile = new Map<string, number>();
  private readonly partNumbers = new Map<string, number>();
  private readonly fileNames: ReadonlyMap<string, string>;
  private readonly base: string;

  constructor(
    private readonly graph: CallGraph,
    private readonly owners: Ownership,
  ) {
    const files = new Set<string>();
    for (const fn of graph.functions) if (owners.isOwn(fn.index)) files.add(fileOf(fn));
    this.base = commonFolder(files);
    this.fileNames = shortPaths(files);
  }

  make(): ProgramParts {
    const of = new Int32Array(this.graph.functions.length).fill(-1);
    for (const fn of this.graph.functions) {
      // A thunk or a variant of a destructor has no place of its own.
      const owner = this.graph.functions[this.owners.standsFor(fn.index)] ?? fn;
      const number = this.partOf(owner);
      of[fn.index] = number;
      const part = this.parts[number];
      if (part && owner === fn) part.functions += 1;
    }
    return { folders: this.folders, parts: this.parts, of };
  }

  private partOf(fn: LinkedFunction): number {
    const library = this.owners.libraryOf(fn.index);
    if (library !== undefined) return this.part(this.folder(library, library, true), library, library);
    const file = fileOf(fn);
    const sections = sectionsIn(this.graph, file);
    if (sections.length > 0) {
      const folder = this.folder(this.fileNames.get(file) ?? basename(file), file, false);
      const name = sectionAt(sections, fn.line ?? 0) ?? basename(file);
      return this.part(folder, name, `${name} in ${file}`);
    }
    const folder = this.folderOf(file);
    // The class of a test is its framework's: the file says what is tested.
    const type = testLabel(fn) === undefined ? typeOf(fn) : undefined;
    if (type !== undefined) return this.part(folder, type.label, type.title);
    return this.part(folder, this.fileNames.get(file) ?? basename(file), file);
  }

  private folderOf(file: string): number {
    let number = this.foldersByFile.get(file);
    if (number === undefined) {
      const place = dirname(file);
      number = this.folder(relative(this.base, place) || basename(this.base) || '/', place, false);
      this.foldersByFile.set(file, number);
    }
    return number;
  }

  private folder(label: string, title: string, library: boolean): number {
    const key = `${library ? 'library' : 'folder'}:${title}`;
    let number = this.folderNumbers.get(key);
    if (number === undefined) {
      number = this.folders.push({ label, title, library }) - 1;
      this.folderNumbers.set(key, number);
    }
    return number;
  }

  private part(folder: number, label: string, title: string): number {
    const key = `${String(folder)}:${title}`;
    let number = this.partNumbers.get(key);
    if (number === undefined) {
      number = this.parts.push({ label, title, folder, functions: 0 }) - 1;
      this.partNumbers.set(key, number);
    }
    return number;
  }
}

function fileOf({ file, source }: LinkedFunction): string {
  return file ?? source;
}

/** The class that a C++ or Rust function is a method of; namespaces and Rust's modules are no types, and begin with a small letter by custom. */
function typeOf({ signature }: LinkedFunction): { label: string; title: string } | undefined {
  const scopes = namespacesOf(signature);
  const at = scopes.findIndex((scope) => /^[<A-Z]/.test(scope) && !scope.startsWith('{'));
  const type = scopes[at];
  if (type === undefined) return undefined;
  const plain = type.startsWith('<') ? rustType(type) : type.replace(/<.*$/s, '');
  return { label: plain, title: [...scopes.slice(0, at), plain].join('::') };
}

/** `<words::Index as core::fmt::Display>` is a part of `Index`. */
function rustType(scope: string): string {
  const inner = scope.replace(/^<[&*]?(?:mut |const |dyn )?/, '').replace(/ as .*$|>$/s, '');
  return inner.replace(/<.*$/s, '').split('::').pop() ?? inner;
}

/** The deepest folder that all files are in. */
function commonFolder(files: Iterable<string>): string {
  let common: string | undefined;
  for (const file of files) {
    common ??= dirname(file);
    while (common !== '/' && !file.startsWith(`${common}/`)) common = dirname(common);
  }
  return common ?? '/';
}

/** Number of call sites that lead from one part to another, for each pair of parts: from, to, sites; back to back. */
export function callsBetween(graph: CallGraph, { of, parts }: ProgramParts): number[] {
  const members = parts.map((): FunctionIndex[] => []);
  for (const { index } of graph.functions) members[of[index] ?? -1]?.push(index);
  const calls: number[] = [];
  const sites = new Uint32Array(parts.length);
  members.forEach((functions, from) => {
    const reached: number[] = [];
    for (const index of functions) {
      for (const callee of graph.directCallees(index)) {
        const to = of[callee] ?? -1;
        if (to === from || to < 0) continue;
        if (sites[to] === 0) reached.push(to);
        sites[to] = (sites[to] ?? 0) + 1;
      }
    }
    for (const to of reached) {
      calls.push(from, to, sites[to] ?? 0);
      sites[to] = 0;
    }
  });
  return calls;
}
