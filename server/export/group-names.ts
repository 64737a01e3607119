import type { GraphGroup, GraphSlice } from '../../protocol/graph.js';
import { shortPaths } from '../call-graph/short-paths.js';

/**
 * What folded groups are called where no box is drawn around them: there one label may stand for several, as `main.c` of two folders, or
 * `detail` of two namespaces.
 */
export function groupNames({ groups }: GraphSlice): ReadonlyMap<string, string> {
  const all = new Map(groups.map((group) => [group.id, group]));
  const files = groups.filter(isPath);
  const short = shortPaths(files.map(({ title }) => title));
  const uses = new Map<string, number>();
  for (const { label, folded } of groups) if (folded) uses.set(label, (uses.get(label) ?? 0) + 1);
  const inBox = (label: string, parent: GraphGroup | undefined): string =>
    parent ? `${label} in ${parent.title}` : label;
  const name = (group: GraphGroup): string => {
    if ((uses.get(group.label) ?? 0) < 2) return group.label;
    if (isPath(group)) return `${short.get(group.title) ?? group.title}${group.kind === 'folder' ? '/' : ''}`;
    if (group.kind === 'fan') return `${group.label}: ${group.title}`;
    return group.kind === 'rest' ? inBox(group.label, all.get(group.parent ?? '')) : group.title;
  };
  return new Map(groups.filter(({ folded }) => folded).map((group) => [group.id, name(group)]));
}

function isPath({ kind }: GraphGroup): boolean {
  return kind === 'module' || kind === 'folder';
}
