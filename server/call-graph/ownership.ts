import { belongingOf } from './belonging.js';
import { entryOf } from './entry.js';
import { COMPILER, libraryByName, matchesFolder, systemLibrary, thirdPartyFolder } from './libraries.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from './model.js';

/** What a person may say of whose code is whose. */
export interface OwnRules {
  /** Folders that are opened; none says nothing. */
  roots: readonly string[];
  /** Folders of other people's code, by their path from a root or from the `autojit.toml` that names them. */
  thirdParty: readonly { base: string; pattern: string }[];
}

export const NO_RULES: OwnRules = { roots: [], thirdParty: [] };

/** Whose code a program is made of: that of the people who look at it, and that of libraries. */
export interface Ownership {
  /** The library that it is code of; undefined for own code. */
  libraryOf(index: FunctionIndex): string | undefined;
  isOwn(index: FunctionIndex): boolean;
  /** The function that a thunk, a variant of a destructor and the like belong to; itself for all others. */
  standsFor(index: FunctionIndex): FunctionIndex;
  /** Libraries with the number of their functions, the largest first. Only what stands for itself counts. */
  libraries: ReadonlyMap<string, number>;
  /** Own functions that stand for themselves. */
  own: number;
}

/** To choose functions by. */
export function isOwn(owners: Ownership): (fn: LinkedFunction) => boolean {
  return ({ index }) => owners.isOwn(index);
}

const computed = new WeakMap<CallGraph, Map<string, Ownership>>();

/** The same object for the same question. */
export function ownershipOf(graph: CallGraph, rules: OwnRules = NO_RULES): Ownership {
  const byRules = computed.get(graph) ?? new Map<string, Ownership>();
  computed.set(graph, byRules);
  const key = JSON.stringify(rules);
  let known = byRules.get(key);
  if (!known) {
    known = new Owners(graph, rules);
    byRules.set(key, known);
  }
  return known;
}

class Owners implements Ownership {
  readonly libraries: ReadonlyMap<string, number>;
  readonly own: number;
  private readonly belonging: Int32Array;
  /** By index: number of the library, 0 for own code. */
  private readonly of: Uint16Array;
  private readonly names: string[] = [''];
  private readonly numbers = new Map<string, number>();

  constructor(graph: CallGraph, rules: OwnRules) {
    const files = new Files(graph, rules);
    this.belonging = belongingOf(graph);
    this.of = Uint16Array.from(graph.functions, (fn) => this.numberOf(files.libraryOf(fn)));
    const counts = new Map<string, number>();
    let own = 0;
    this.belonging.forEach((owner, index) => {
      if (owner !== index) return;
      const library = this.libraryOf(index);
      if (library === undefined) own += 1;
      else counts.set(library, (counts.get(library) ?? 0) + 1);
    });
    this.own = own;
    this.libraries = new Map([...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)));
  }

  libraryOf(index: FunctionIndex): string | undefined {
    return this.names[this.of[this.standsFor(index)] ?? 0] || undefined;
  }

  isOwn(index: FunctionIndex): boolean {
    return this.of[this.standsFor(index)] === 0;
  }

  standsFor(index: FunctionIndex): FunctionIndex {
    return this.belonging[index] ?? index;
  }

  private numberOf(library: string | undefined): number {
    if (library === undefined) return 0;
    let number = this.numbers.get(library);
    if (number === undefined) {
      number = this.names.push(library) - 1;
      this.numbers.set(library, number);
    }
    return number;
  }
}

/** Answers by file: a program has far fewer of them than functions. */
class Files {
  private readonly known = new Map<string, string | undefined>();
  /** Roots outside of which everything is other people's code; none where the program itself lies outside. */
  private readonly roots: readonly string[];
  private readonly start: number | undefined;

  constructor(
    graph: CallGraph,
    private readonly rules: OwnRules,
  ) {
    const entry = graph.functions[entryOf(graph) ?? -1];
    // What a compiler puts before the program's own `main` is nobody's code.
    this.start = graph.main === entry?.index ? undefined : graph.main;
    const inside = (path: string): boolean => rules.roots.some((root) => isBelow(path, root));
    const outside = entry !== undefined && systemLibrary(pathOf(entry)) === undefined && !inside(pathOf(entry));
    const some = !outside && [...graph.files].some((file) => inside(file));
    this.roots = some ? rules.roots : [];
  }

  libraryOf(fn: LinkedFunction): string | undefined {
    if (fn.index === this.start || fn.symbol.startsWith('__clang_call_terminate')) return COMPILER;
    const path = pathOf(fn);
    let library = this.known.get(path);
    if (library === undefined && !this.known.has(path)) {
      library = this.ofPath(path);
      this.known.set(path, library);
    }
    return library ?? (fn.file === undefined ? libraryByName(fn.signature, fn.source) : undefined);
  }

  private ofPath(path: string): string | undefined {
    for (const { base, pattern } of this.rules.thirdParty) {
      const name = isBelow(path, base) ? matchesFolder(pattern, path.slice(base.length + 1)) : undefined;
      if (name !== undefined) return name;
    }
    const root = this.rules.roots.find((one) => isBelow(path, one));
    // What lies in a folder that somebody opened is theirs, wherever that is.
    const system = root === undefined ? systemLibrary(path) : undefined;
    if (system !== undefined) return system;
    if (root !== undefined)
      return systemBelow(path.slice(root.length)) ?? thirdPartyFolder(path.slice(root.length + 1));
    return this.roots.length > 0 ? this.farFolder(path) : thirdPartyFolder(path);
  }

  /** A folder beside those that are opened gives its code a name. */
  private farFolder(path: string): string {
    const [nearest = ''] = this.roots.map((root) => commonPart(root, path)).sort((a, b) => b.length - a.length);
    const [first = '', second] = path.slice(nearest.length).replace(/^\//, '').split('/');
    return second === undefined ? 'other folders' : first;
  }
}

/** A package manager's folder may be inside of what is opened: `target/…/registry/src/…`. */
function systemBelow(below: string): string | undefined {
  return /\/(?:registry\/src|git\/checkouts)\//.test(below) ? systemLibrary(below) : undefined;
}

function pathOf({ file, source }: LinkedFunction): string {
  return file ?? source;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The folders that two paths begin with. */
function commonPart(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const end = left.findIndex((part, at) => part !== right[at]);
  return left.slice(0, end < 0 ? left.length : end).join('/');
}
