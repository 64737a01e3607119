import type { GroupIndex } from './grouping.js';

/** A picture of a whole program that starts with fewer boxes says too little. */
const ENOUGH = 12;
/** More at once is no overview. */
const MOST = 40;

export interface Boxes {
  /** By group: the group that it is in. */
  parents: readonly (GroupIndex | undefined)[];
  /** By group: functions in it and those in groups below it. */
  totals: readonly number[];
  /** Whether a box may be open: what it holds by itself, beside other groups, is not too much to draw. */
  mayOpen: (group: GroupIndex) => boolean;
}

/** The groups that a picture of a whole program opens by itself: the largest ones, until there is something to see. */
export function firstBoxes({ parents, totals, mayOpen }: Boxes): Set<GroupIndex> {
  const children = new Map<GroupIndex | undefined, GroupIndex[]>();
  for (const [group, parent] of parents.entries()) {
    if ((totals[group] ?? 0) === 0) continue;
    const list = children.get(parent);
    if (list) list.push(group);
    else children.set(parent, [group]);
  }
  const within = (group: GroupIndex | undefined): readonly GroupIndex[] => children.get(group) ?? [];
  const open = new Set<GroupIndex>();
  const visible = new Set(within(undefined));
  const largest = (): GroupIndex | undefined =>
    [...visible]
      .filter((group) => within(group).length > 0 && mayOpen(group) && visible.size - 1 + within(group).length <= MOST)
      .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))[0];
  while (visible.size < ENOUGH) {
    const group = largest();
    if (group === undefined) break;
    open.add(group);
    visible.delete(group);
    for (const inner of within(group)) visible.add(inner);
  }
  return open;
}
