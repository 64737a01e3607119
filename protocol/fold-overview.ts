import type { Members, StateChange } from './graph.js';
import type { Overview, PartBox, PartLane } from './overview.js';
import { foldFunction, hasRun, NODE_FACTS, Roster } from './states.js';

/** What stands for many functions, some of which ran. */
interface Counted {
  ran: number;
  members?: Members | undefined;
}

/**
 * The first picture, kept up to date with a run. What is drawn when the run has ended, the tree of its calls and the sums of
 * libraries that stand below that, is asked for then; so are eager functions, of which a run only tells whom they called.
 */
export class OverviewFold {
  private readonly rosters = new Map<string, Roster>();

  constructor(private overview: Overview) {
    const { parts, libraries } = overview;
    this.enter('box', parts.boxes);
    this.enter('hub', parts.hubs);
    this.enter('library', libraries);
    this.enter('folded', [parts.folded]);
  }

  private enter(kind: string, list: readonly Counted[]): void {
    for (const [at, { members }] of list.entries())
      if (members) this.rosters.set(`${kind} ${String(at)}`, new Roster(members));
  }

  /** The picture after these changes; undefined: they change nothing of it. */
  apply(changes: readonly StateChange[]): Overview | undefined {
    const shown = this.overview.run?.run;
    const own = changes.filter(({ run, node }) => run === shown && hasRun(node.state));
    for (const change of own) this.overview = this.after(change);
    return own.length > 0 ? this.overview : undefined;
  }

  private after(change: StateChange): Overview {
    const { run, parts, libraries, entries } = this.overview;
    if (!run) return this.overview;
    const isNews = { own: false, library: false };
    const ran = <T extends Counted>(kind: string, at: number, one: T, of: keyof typeof isNews): T => {
      if (!this.runsNow(`${kind} ${String(at)}`, change)) return one;
      isNews[of] = true;
      return { ...one, ran: one.ran + 1 };
    };
    const boxes = parts.boxes.map((box, at) => {
      const now = ran('box', at, box, 'own');
      return now === box ? box : { ...now, sizeRan: box.sizeRan + change.size };
    });
    const hubs = parts.hubs.map((hub, at) => ran('hub', at, hub, 'own'));
    const folded = ran('folded', 0, parts.folded, 'own');
    const news = libraries.map((library, at) => ran('library', at, library, 'library'));
    const calls = this.callsOf(change);
    return {
      ...this.overview,
      libraries: news,
      entries: entries.map((entry) => (entry.id === change.node.id ? { ...entry, ran: true } : entry)),
      run: {
        ...run,
        ran: run.ran + (isNews.own ? 1 : 0),
        libraryRan: run.libraryRan + (isNews.library ? 1 : 0),
      },
      parts: {
        ...{ ...parts, hubs, folded },
        boxes: boxes.map((box, at) => withCall(box, at, change, calls, parts.boxes)),
        lanes: parts.lanes.map((lane) => (isCalled(lane, calls) ? { ...lane, observed: true } : lane)),
      },
    };
  }

  /** Whether a member of it has just begun to. */
  private runsNow(key: string, { number, node }: StateChange): boolean {
    const before = node.state && this.rosters.get(key)?.take(number, node.state);
    return before === 'stub';
  }

  /** The parts between which the call went that brought it in: from any of the first to any of the others. */
  private callsOf({ ownCaller, number }: StateChange): { from: Set<number>; to: Set<number> } {
    const partsOf = (one: number | undefined): Set<number> =>
      new Set(
        this.overview.parts.boxes.flatMap((_, at) =>
          one !== undefined && this.rosters.get(`box ${String(at)}`)?.stateOf(one) !== undefined ? [at] : [],
        ),
      );
    return { from: partsOf(ownCaller), to: partsOf(number) };
  }
}

/** A function of an opened part was called, whoever did it; a part was called by the one above it. */
function withCall(
  box: PartBox,
  at: number,
  { node }: StateChange,
  { from, to }: { from: Set<number>; to: Set<number> },
  boxes: readonly PartBox[],
): PartBox {
  if (!to.has(at)) return box;
  const inPart = box.kind === 'rest' || (box.kind === 'function' && boxes[box.parent]?.open === true);
  const facts = box.node?.id === node.id ? { node: foldFunction(box.node, node, NODE_FACTS) } : {};
  return { ...box, ...facts, observed: box.observed || inPart || from.has(box.parent) };
}

function isCalled(lane: PartLane, { from, to }: { from: Set<number>; to: Set<number> }): boolean {
  return from.has(lane.from) && to.has(lane.to);
}
