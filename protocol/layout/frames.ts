import type { Metric, RunTree } from '../views.js';

/** The tree of a run, as it is drawn: single-call chains are one frame. */
export interface Frame {
  /** Numbers of the tree's columns, from the caller to the last of the chain. */
  nodes: number[];
  children: Frame[];
  /** What is in the frame itself and in those below it. */
  value: number;
  functions: number;
}

/** A frame for everything, or for what is below `root`. `chains`: by node, the one that it is joined with whatever came since. */
export function framesOf(
  tree: RunTree,
  metric: Metric,
  root: number | undefined,
  chains?: ReadonlyMap<number, number>,
): Frame[] {
  const children = childrenOf(tree);
  const values = tree[metric];
  // From the last to the first: whoever is called stands behind its caller, and depth costs no stack.
  const made: Frame[] = new Array<Frame>(tree.id.length);
  for (let at = tree.id.length - 1; at >= 0; at -= 1) {
    const below = (children[at] ?? []).map((child) => made[child]).filter((frame) => frame !== undefined);
    made[at] = joined(tree, at, below, values[at] ?? 0, chains?.get(at));
  }
  const tops = root === undefined ? tree.parent.flatMap((parent, at) => (parent < 0 ? [at] : [])) : [root];
  return tops.flatMap((at) => made[at] ?? []);
}

function joined(tree: RunTree, at: number, children: Frame[], own: number, kept: number | undefined): Frame {
  let [value, functions] = [own, tree.count[at] ?? 0];
  for (const child of children) {
    value += child.value;
    functions += child.functions;
  }
  const next = kept === undefined ? onlyOf(tree, at, children) : children.find(({ nodes }) => nodes[0] === kept);
  if (!next) return { nodes: [at], children, value, functions };
  const others = children.filter((child) => child !== next);
  return { nodes: [at, ...next.nodes], children: [...next.children, ...others], value, functions };
}

/** The only one that it calls, where both are functions. */
function onlyOf(tree: RunTree, at: number, children: readonly Frame[]): Frame | undefined {
  const [only] = children;
  const joins = children.length === 1 && isFunction(tree, at) && isFunction(tree, only?.nodes[0] ?? -1);
  return joins ? only : undefined;
}

export function isFunction(tree: RunTree, at: number): boolean {
  return !(tree.id[at] ?? '').startsWith('group:');
}

export function childrenOf(tree: RunTree): number[][] {
  const children: number[][] = tree.id.map(() => []);
  tree.parent.forEach((parent, at) => children[parent]?.push(at));
  return children;
}

/** From the root to the frame. */
export function callersOf(tree: RunTree, at: number): number[] {
  const way: number[] = [];
  for (let one = at; one >= 0; one = tree.parent[one] ?? -1) way.unshift(one);
  return way;
}

/**
 * Which hue each part has: the five with the most ink, by folder where a few folders hold the program, else by part; all others are grey.
 * `ink` is what a picture has of each frame.
 */
export function huesOf(tree: RunTree, frames: Iterable<{ nodes: readonly number[]; ink: number }>): Hues {
  const { folders, parts } = tree.parts;
  const byFolder = fewFolders(tree);
  const keyOf = (part: number): number => (byFolder ? (parts[part]?.folder ?? -1) : part);
  const ink = new Map<number, number>();
  for (const { nodes, ink: amount } of frames) {
    const part = tree.part[nodes[0] ?? -1] ?? -1;
    if (part < 0 || folders[parts[part]?.folder ?? -1]?.library === true) continue;
    ink.set(keyOf(part), (ink.get(keyOf(part)) ?? 0) + amount);
  }
  const best = [...ink].sort(([a, much], [b, more]) => more - much || a - b).slice(0, HUES);
  const hueOfKey = new Map(best.map(([key], hue) => [key, hue]));
  return {
    hueOf: (part) => hueOfKey.get(keyOf(part)) ?? HUES,
    labels: best.map(([key]) => (byFolder ? folders[key] : parts[key])?.label ?? ''),
  };
}

/** A few folders that hold nearly all of what ran say more than files. */
function fewFolders(tree: RunTree): boolean {
  const { folders, parts } = tree.parts;
  const ran = new Map<number, number>();
  let all = 0;
  for (const [at, part] of tree.part.entries()) {
    const folder = parts[part]?.folder ?? -1;
    if (folder < 0 || folders[folder]?.library === true) continue;
    const count = tree.count[at] ?? 0;
    all += count;
    ran.set(folder, (ran.get(folder) ?? 0) + count);
  }
  const large = [...ran.values()].filter((count) => count >= all / 50).length;
  return large >= 3 && large <= HUES;
}

export const HUES = 5;

export interface Hues {
  hueOf(part: number): number;
  labels: readonly string[];
}

/** Functions that ran, by hue; the last are those of all other parts. */
export function countsOf(tree: RunTree, hues: Hues): number[] {
  const counts = new Array<number>(HUES + 1).fill(0);
  tree.part.forEach((part, at) => {
    const hue = hues.hueOf(part);
    counts[hue] = (counts[hue] ?? 0) + (tree.count[at] ?? 0);
  });
  return counts;
}
