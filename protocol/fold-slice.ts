import type { GraphGroup, GraphNode, GraphSlice, StateChange } from './graph.js';
import { foldFunction, hasRun, NODE_FACTS, recount, Roster } from './states.js';

/** What changes of a run make of a picture that is drawn. */
export interface FoldedSlice {
  nodes: GraphNode[];
  groups: GraphGroup[];
  /** Calls that the run made among what is drawn, by the ids of the two elements. */
  calls: { from: string; to: string }[];
  /** Ids of functions that the picture would have now, and has not. */
  missing: string[];
}

/** A picture, kept up to date with a run: what stands in it takes the new states, and only what is missing has to be asked for. */
export class SliceFold {
  private readonly nodes: Map<string, GraphNode>;
  private readonly groups: Map<string, GraphGroup>;
  private readonly rosters: (readonly [group: string, roster: Roster])[];

  /** `follows`: calls of all kinds are followed, so what could be foreseen is drawn already. */
  constructor(
    private readonly slice: GraphSlice,
    private readonly follows = true,
  ) {
    this.nodes = new Map(slice.nodes.map((node) => [node.id, node]));
    this.groups = new Map(slice.groups.map((group) => [group.id, group]));
    this.rosters = slice.groups.flatMap(({ id, members }) => (members ? [[id, new Roster(members)] as const] : []));
  }

  /** As it is now. */
  get now(): GraphSlice {
    return { ...this.slice, nodes: [...this.nodes.values()], groups: [...this.groups.values()] };
  }

  get functions(): Iterable<GraphNode> {
    return this.nodes.values();
  }

  get(id: string): GraphNode | undefined {
    return this.nodes.get(id);
  }

  group(id: string): GraphGroup | undefined {
    return this.groups.get(id);
  }

  apply(changes: readonly StateChange[]): FoldedSlice {
    const [nodes, groups] = [new Set<string>(), new Set<string>()];
    const folded: FoldedSlice = { nodes: [], groups: [], calls: [], missing: [] };
    for (const change of changes) {
      // Of two runs that go on at once, the picture shows one.
      if (this.slice.run !== undefined && change.run !== this.slice.run) continue;
      const element = this.fold(change, nodes, groups);
      this.noteCall(change, element, folded);
    }
    folded.nodes = [...nodes].flatMap((id) => this.nodes.get(id) ?? []);
    folded.groups = [...groups].flatMap((id) => this.groups.get(id) ?? []);
    return folded;
  }

  /** The element that the function is drawn as, or a part of. */
  private fold({ node: now, number }: StateChange, nodes: Set<string>, groups: Set<string>): string | undefined {
    const known = this.nodes.get(now.id);
    if (known) {
      const folded = foldFunction(known, now, NODE_FACTS);
      this.nodes.set(now.id, this.slice.view === 'difference' ? compared(folded) : folded);
      nodes.add(now.id);
      this.countIn(known.box, known.state, now.state, groups);
      return now.id;
    }
    for (const [group, roster] of this.rosters) {
      if (roster.stateOf(number) === undefined) continue;
      const before = now.state && roster.take(number, now.state);
      if (before) this.countIn(group, before, now.state, groups);
      return group;
    }
    return undefined;
  }

  /** In the box, and in those around it. */
  private countIn(
    box: string | undefined,
    before: GraphNode['state'],
    now: GraphNode['state'],
    changed: Set<string>,
  ): void {
    if (before === now) return;
    for (let group = this.groups.get(box ?? ''); group; group = this.groups.get(group.parent ?? '')) {
      this.groups.set(group.id, recount(group, before, now));
      changed.add(group.id);
    }
  }

  /** Only views of what ran draw calls that nobody could foresee, and what they lead to. */
  private noteCall(change: StateChange, to: string | undefined, folded: FoldedSlice): void {
    const { view } = this.slice;
    if ((view !== 'live' && view !== 'difference') || !hasRun(change.node.state)) return;
    const from = change.caller === undefined ? undefined : this.elementOf(change.caller, change.node.materializedBy);
    if (to === undefined) {
      const isReached = from !== undefined || change.caller === undefined;
      if (isReached && !(change.foreseen && this.follows)) folded.missing.push(change.node.id);
    } else if (from !== undefined && from !== to) folded.calls.push({ from, to });
  }

  private elementOf(number: number, id: string | undefined): string | undefined {
    if (id !== undefined && this.nodes.has(id)) return id;
    return this.rosters.find(([, roster]) => roster.stateOf(number) !== undefined)?.[0];
  }
}

/** The run that goes on is the first of the two. */
function compared(node: GraphNode): GraphNode {
  if (!hasRun(node.state) || node.touched === undefined) return node;
  return { ...node, touched: node.touched === 'b' || node.touched === 'both' ? 'both' : 'a' };
}
