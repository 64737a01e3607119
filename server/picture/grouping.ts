import { basename, dirname } from 'node:path';
import type { GraphGroup, GroupBy } from '../../protocol/graph.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import { moduleName } from '../call-graph/module-names.js';
import { namespacesOf } from '../call-graph/names.js';

export type GroupIndex = number;

export interface Group extends Pick<GraphGroup, 'id' | 'kind' | 'label' | 'title'> {
  parent: GroupIndex | undefined;
}

/** The boxes of a whole program: folders with modules in them, modules, or namespaces. */
export interface Grouping {
  groups: readonly Group[];
  /** Innermost group of each function; -1 for one in none. */
  of: Int32Array;
}

export function groupingOf(graph: CallGraph, by: GroupBy): Grouping {
  const known = computed.get(graph) ?? new Map<GroupBy, Grouping>();
  computed.set(graph, known);
  let grouping = known.get(by);
  if (!grouping) {
    grouping = MAKERS[by](graph);
    known.set(by, grouping);
  }
  return grouping;
}

const computed = new WeakMap<CallGraph, Map<GroupBy, Grouping>>();

const MAKERS: Record<GroupBy, (graph: CallGraph) => Grouping> = {
  none: (graph) => ({ groups: [], of: new Int32Array(graph.functions.length).fill(-1) }),
  module: (graph) => {
    const boxes = new Boxes(graph);
    return boxes.fill(({ source }) => boxes.module(source, moduleName(graph, source), undefined));
  },
  folder: (graph) => {
    const boxes = new Boxes(graph);
    const base = commonFolder(graph.functions.map(({ source }) => source));
    return boxes.fill(({ source }) => boxes.module(source, basename(source), boxes.folder(dirname(source), base)));
  },
  namespace: (graph) => {
    const boxes = new Boxes(graph);
    return boxes.fill(({ signature }) => boxes.namespace(namespacesOf(signature)));
  },
};

class Boxes {
  private readonly groups: Group[] = [];
  private readonly byId = new Map<string, GroupIndex>();

  constructor(private readonly graph: CallGraph) {}

  fill(place: (fn: CallGraph['functions'][FunctionIndex]) => GroupIndex): Grouping {
    return { groups: this.groups, of: Int32Array.from(this.graph.functions, place) };
  }

  module(source: string, label: string, parent: GroupIndex | undefined): GroupIndex {
    return this.get({ id: `group:module:${source}`, kind: 'module', label, title: source, parent });
  }

  folder(path: string, base: string): GroupIndex | undefined {
    if (path === base || !path.startsWith(base === '/' ? base : `${base}/`)) return undefined;
    const known = this.byId.get(`group:folder:${path}`);
    if (known !== undefined) return known;
    const parent = this.folder(dirname(path), base);
    return this.get({ id: `group:folder:${path}`, kind: 'folder', label: `${basename(path)}/`, title: path, parent });
  }

  namespace(names: readonly string[]): GroupIndex {
    const title = names.join('::');
    const label = names.at(-1);
    if (label === undefined) {
      const outside = 'outside of namespaces';
      return this.get({ id: 'group:namespace:', kind: 'namespace', label: outside, title: outside, parent: undefined });
    }
    const id = `group:namespace:${title}`;
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    const parent = names.length > 1 ? this.namespace(names.slice(0, -1)) : undefined;
    return this.get({ id, kind: 'namespace', label, title, parent });
  }

  private get(group: Group): GroupIndex {
    const known = this.byId.get(group.id);
    if (known !== undefined) return known;
    this.groups.push(group);
    this.byId.set(group.id, this.groups.length - 1);
    return this.groups.length - 1;
  }
}

/** The deepest folder that all paths are in. */
export function commonFolder(paths: readonly string[]): string {
  let common = paths[0] === undefined ? '/' : dirname(paths[0]);
  for (const path of new Set(paths)) {
    while (common !== '/' && !path.startsWith(`${common}/`)) common = dirname(common);
  }
  return common;
}
