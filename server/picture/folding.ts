import type { GraphGroup, GroupBy, Members } from '../../protocol/graph.js';
import { formatCount } from '../../protocol/text.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { Overlay } from '../run/overlay.js';
import { append } from '../support/grouped.js';
import { cyclesOf } from './cycles.js';
import { type Apart, type Fan, fanId } from './fans.js';
import { firstBoxes } from './first-boxes.js';
import { countGroups, membersIn } from './group-counts.js';
import { groupingOf, type Group, type GroupIndex } from './grouping.js';
import { restOf } from './rest.js';

/** Above this many functions the boxes start out folded, but those around the root. */
export const FOLD_ABOVE = 60;
/** A box that holds everything starts open when it has no more functions of its own than this. */
const OPEN_UP_TO = 200;

export interface FoldQuery {
  group: GroupBy;
  cycles: boolean;
  /** Whose code is whose, where libraries are folded. */
  owners?: Ownership | undefined;
  /** What is in boxes by what it is to other functions. */
  apart: Apart;
  folds: Readonly<Record<string, boolean>>;
  root: FunctionIndex | undefined;
  /** Functions that the person named or expanded. */
  asked: ReadonlySet<FunctionIndex>;
}

const REST = 'What stands farther away. Unfold to see it, or choose a filter or fewer levels.';

function labelOf(kind: GraphGroup['kind'], label: string, functions: number): string {
  if (kind === 'cycle') return `cycle of ${formatCount(functions)}: ${label}`;
  return kind === 'rest' || kind === 'fan' ? `… ${formatCount(functions)} more` : label;
}

/** These are open only where the person opened them. */
const CLOSED: ReadonlySet<GraphGroup['kind']> = new Set(['cycle', 'rest', 'library', 'fan', 'shared']);
const STAND_FOR_MANY: ReadonlySet<GraphGroup['kind']> = new Set(['library', 'fan', 'shared']);
export const SHARED_ID = 'group:shared:';
const SHARED = 'Functions that 20 others or more call. They are named at their callers, without lines.';

/** Which functions of a picture are drawn themselves, and which are parts of a folded box. */
export class Folding {
  private readonly groups: Group[];
  private readonly of: Int32Array;
  /** Functions of the picture in each group and those below it. */
  private readonly totals: number[];
  private readonly own: number[];
  private readonly foldedBy: (GroupIndex | null | undefined)[] = [];
  private readonly open = new Set<GroupIndex>();
  /** Functions of the picture that are not in the box of a library. */
  private drawable: number;

  constructor(
    private readonly graph: CallGraph,
    private readonly functions: readonly FunctionIndex[],
    private readonly query: FoldQuery,
  ) {
    const { groups, of } = groupingOf(graph, query.group);
    this.groups = [...groups];
    this.of = of;
    this.drawable = functions.length;
    if (query.owners) this.of = this.withLibraries(query.owners);
    if (query.cycles) this.of = this.withCycles();
    this.of = this.withFans(this.withShared());
    this.own = this.groups.map(() => 0);
    this.totals = this.groups.map(() => 0);
    for (const index of functions) this.count(this.innermost(index));
    for (const group of this.chain(query.root === undefined ? undefined : this.innermost(query.root))) {
      if (this.groups[group]?.kind !== 'cycle') this.open.add(group);
    }
    if (query.root === undefined && query.asked.size === 0) {
      const parents = this.groups.map(({ parent }) => parent);
      const mayOpen = (group: GroupIndex): boolean => this.mayOpen(group);
      for (const group of firstBoxes({ parents, totals: this.totals, mayOpen })) this.open.add(group);
    }
    if (query.group !== 'none') this.of = this.withRest();
  }

  private count(innermost: GroupIndex | undefined): void {
    if (innermost !== undefined) this.own[innermost] = (this.own[innermost] ?? 0) + 1;
    for (const group of this.chain(innermost)) this.totals[group] = (this.totals[group] ?? 0) + 1;
  }

  /** The folded box that a function is a part of; undefined for one that is drawn itself. */
  foldedIn(index: FunctionIndex): GroupIndex | undefined {
    const innermost = this.innermost(index);
    if (innermost === undefined) return undefined;
    let known = this.foldedBy[innermost];
    if (known === undefined) {
      // The outermost folded one counts: what is inside of it is not drawn.
      known = this.chain(innermost).findLast((group) => this.isFolded(group)) ?? null;
      this.foldedBy[innermost] = known;
    }
    return known ?? undefined;
  }

  innermost(index: FunctionIndex): GroupIndex | undefined {
    const group = this.of[index] ?? -1;
    return group < 0 ? undefined : group;
  }

  idOf(group: GroupIndex): string {
    return this.groups[group]?.id ?? '';
  }

  /** The groups that are drawn, outer ones first: folded ones, and boxes with something in them. */
  drawn(
    shown: ReadonlySet<FunctionIndex>,
    overlay: Overlay,
    other: Overlay | undefined,
    goesOn: boolean,
  ): GraphGroup[] {
    const groups: GraphGroup[] = [];
    const members = goesOn ? this.membersOf(shown, overlay) : undefined;
    const groupsOf = (index: FunctionIndex): GroupIndex[] => this.chain(this.innermost(index));
    for (const [index, counts] of countGroups(this.graph, shown, groupsOf, overlay, other)) {
      const group = this.groups[index];
      if (!group || this.foldedAbove(index)) continue;
      const { id, kind, label, title, parent } = group;
      groups.push({
        id,
        kind,
        label: labelOf(kind, label, counts.functions),
        title,
        ...(parent !== undefined && { parent: this.idOf(parent) }),
        folded: this.isFolded(index),
        ...counts,
        ...(members?.has(index) && { members: members.get(index) }),
      });
    }
    const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
    const depthOf = (id: string | undefined): number => (id === undefined ? 0 : 1 + depthOf(parents.get(id)));
    return groups.sort((a, b) => depthOf(a.id) - depthOf(b.id));
  }

  /** What stands behind each folded group. */
  private membersOf(shown: ReadonlySet<FunctionIndex>, overlay: Overlay): Map<GroupIndex, Members> {
    const behind = new Map<GroupIndex, LinkedFunction[]>();
    for (const index of [...shown].sort((a, b) => a - b)) {
      const [group, fn] = [this.foldedIn(index), this.graph.functions[index]];
      if (group !== undefined && fn) append(behind, group, fn);
    }
    return new Map([...behind].map(([group, functions]) => [group, membersIn(functions, overlay)]));
  }

  private isFolded(group: GroupIndex): boolean {
    const { id, kind } = this.groups[group] ?? { id: '', kind: 'module' };
    const chosen = this.query.folds[id];
    if (chosen !== undefined) return chosen;
    if (CLOSED.has(kind)) return true;
    if (this.drawable <= FOLD_ABOVE || this.open.has(group)) return false;
    return !(this.totals[group] === this.drawable && this.mayOpen(group));
  }

  private mayOpen(group: GroupIndex): boolean {
    return this.groups[group]?.kind !== 'cycle' && (this.own[group] ?? 0) <= OPEN_UP_TO;
  }

  private foldedAbove(group: GroupIndex): boolean {
    return this.chain(this.groups[group]?.parent).some((outer) => this.isFolded(outer));
  }

  /** From a group outwards. */
  private chain(group: GroupIndex | undefined): GroupIndex[] {
    const chain: GroupIndex[] = [];
    for (let at = group; at !== undefined; at = this.groups[at]?.parent) chain.push(at);
    return chain;
  }

  /** What would be too much at once is left in one folded group for each box. */
  private withRest(): Int32Array {
    // What stands for many is never one of many.
    const isOne = (index: FunctionIndex): boolean =>
      !STAND_FOR_MANY.has(this.groups[this.foldedIn(index) ?? -1]?.kind ?? 'module');
    const rest = restOf(this.mostImportantFirst().filter(isOne), this.query.asked, {
      foldedIn: (index) => this.foldedIn(index),
      boxAround: (index, folded) => (folded === undefined ? this.innermost(index) : this.groups[folded]?.parent),
      openedAround: (box) => this.chain(box).find((group) => this.query.folds[this.idOf(group)] === false),
    });
    if (rest.size === 0) return this.of;
    const of = this.of.slice();
    const groups = new Map<GroupIndex | undefined, GroupIndex>();
    for (const [index, parent] of rest) {
      let group = groups.get(parent);
      if (group === undefined) {
        const id = `group:rest:${parent === undefined ? '' : this.idOf(parent)}`;
        group = this.groups.push({ id, kind: 'rest', label: '', title: REST, parent }) - 1;
        groups.set(parent, group);
      }
      if (this.isFolded(group)) of[index] = group;
    }
    return of;
  }

  /** The nearest to the root; of a whole program, those in the largest boxes. */
  private mostImportantFirst(): readonly FunctionIndex[] {
    const { functions, query } = this;
    if (query.root !== undefined || query.asked.size > 0) return functions;
    const size = (index: FunctionIndex): number => this.totals[this.foldedIn(index) ?? -1] ?? 0;
    return [...functions].sort((a, b) => size(b) - size(a));
  }

  /** Code of a library stands in its box, whatever file of the program brought it in. */
  private withLibraries(owners: Ownership): Int32Array {
    const of = this.of.slice();
    const boxes = new Map<string, GroupIndex>();
    for (const index of this.functions) {
      const library = owners.libraryOf(index);
      if (library === undefined) continue;
      let box = boxes.get(library);
      if (box === undefined) {
        const title = `Code of ${library}, which is not the program's own`;
        const group: Group = {
          id: `group:library:${library}`,
          kind: 'library',
          label: library,
          title,
          parent: undefined,
        };
        box = this.groups.push(group) - 1;
        boxes.set(library, box);
      }
      of[index] = box;
      this.drawable -= 1;
    }
    return of;
  }

  /** What everything calls stands in one box. */
  private withShared(): Int32Array {
    const { shared } = this.query.apart;
    if (shared.size === 0) return this.of;
    const of = this.of.slice();
    const box = this.groups.push({
      ...{ id: SHARED_ID, kind: 'shared', label: 'used everywhere', title: SHARED, parent: undefined },
    });
    for (const index of shared) of[index] = box - 1;
    this.drawable -= shared.size;
    return of;
  }

  /** Of too many neighbours, those that are not drawn are one folded group, in the box that all of them are in. */
  private withFans(of: Int32Array): Int32Array {
    const members = new Map<Fan, FunctionIndex[]>();
    for (const [index, fan] of this.query.apart.fans) append(members, fan, index);
    if (members.size === 0) return of;
    const apart = of.slice();
    for (const [fan, list] of members) {
      const name = this.graph.functions[fan.of]?.label ?? '';
      const title =
        fan.direction === 'out'
          ? `More that ${name} calls, and what is called by them alone`
          : `More that call ${name}, and what calls them alone`;
      const parent = this.aroundAll(list);
      const box = this.groups.push({ id: fanId(this.graph, fan), kind: 'fan', label: '', title, parent }) - 1;
      for (const index of list) apart[index] = box;
      this.drawable -= list.length;
    }
    return apart;
  }

  /** The innermost box that has all of them. */
  private aroundAll(list: readonly FunctionIndex[]): GroupIndex | undefined {
    const chains = list.map((index) => this.chain(this.innermost(index)));
    return chains[0]?.find((group) => chains.every((chain) => chain.includes(group)));
  }

  /** A circle of the picture's functions is a group inside of the innermost one that has all of them. */
  private withCycles(): Int32Array {
    const cycles = cyclesOf(this.graph);
    const members = new Map<number, FunctionIndex[]>();
    for (const index of this.functions) {
      const cycle = cycles[index] ?? -1;
      if (cycle < 0) continue;
      const list = members.get(cycle);
      if (list) list.push(index);
      else members.set(cycle, [index]);
    }
    const of = this.of.slice();
    for (const list of members.values()) {
      if (list.length < 2) continue;
      const parent = this.aroundAll(list);
      const [first, second] = list.map((index) => this.graph.functions[index]);
      const title = list.map((index) => this.graph.functions[index]?.label ?? '').join(', ');
      const label = [first?.label, second?.label].join(', ') + (list.length > 2 ? ' …' : '');
      this.groups.push({ id: `group:cycle:${first?.id ?? ''}`, kind: 'cycle', label, title, parent });
      for (const index of list) of[index] = this.groups.length - 1;
    }
    return of;
  }
}
