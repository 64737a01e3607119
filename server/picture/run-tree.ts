import type { RunTree } from '../../protocol/views.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { ProgramParts } from '../parts/parts.js';
import type { FunctionRun } from '../run/run-state.js';
import { type Entries, entriesOf } from './entries.js';
import { OUTSIDE, TESTS } from './first-callers.js';
import { plainLabels } from './plain-labels.js';
import type { ViewInput } from './view-input.js';

/** Where a function of the run stands. */
interface Standing {
  /** Its frame. */
  frame: number;
  /** The frame that whatever it calls hangs under; -1 where that begins a tree of its own. */
  under: number;
  /** Functions of libraries between that frame and what it calls. */
  via: number;
}

type Columns = Pick<RunTree, 'id' | 'parent' | 'part' | 'count' | 'bytes' | 'time' | 'thread' | 'via'>;

/** Whoever called whom first, in the order in which it happened. Frames are never taken back: a run that goes on appends. */
class TreeMaker {
  readonly columns: Columns = { id: [], parent: [], part: [], count: [], bytes: [], time: [], thread: [], via: [] };
  /** By frame: the function; -1 for one of a library or from outside. */
  readonly functions: FunctionIndex[] = [];
  private readonly standing = new Map<FunctionIndex, Standing>();
  private readonly libraryFrames = new Map<string, number>();
  private readonly threads = new Map<number, number>();
  private readonly entered = new Set<number>();
  private readonly shared = new Map<string, number>();
  private readonly entries: Entries;

  constructor(
    private readonly graph: CallGraph,
    private readonly owners: Ownership,
    private readonly parts: ProgramParts,
  ) {
    this.entries = entriesOf(graph, owners);
  }

  add(index: FunctionIndex, run: FunctionRun): void {
    const owner = this.owners.standsFor(index);
    const known = this.standing.get(owner);
    if (known) this.grow(known.frame, 0, run);
    else this.standing.set(owner, this.place(owner, run));
  }

  private place(owner: FunctionIndex, run: FunctionRun): Standing {
    const caller = run.caller ?? run.with;
    const above = caller === undefined ? undefined : this.standingOf(this.owners.standsFor(caller), run);
    const thread = this.threadOf(run.thread);
    const library = this.owners.libraryOf(owner);
    if (library === undefined) return this.own(owner, run, above, thread);
    const under = above?.under ?? -1;
    const frame = this.libraryFrame(library, under, thread, owner);
    this.grow(frame, 1, run);
    // What it calls back hangs under the own function that the library was called from.
    return { frame, under, via: (above?.via ?? 0) + 1 };
  }

  /** An eager function is seen by its first call only: who called it is not known, so it is called from outside. */
  private standingOf(caller: FunctionIndex, { thread: tid }: FunctionRun): Standing | undefined {
    const known = this.standing.get(caller);
    const fn = this.graph.functions[caller];
    if (known || !fn?.reason || !this.owners.isOwn(caller)) return known;
    const thread = this.threadOf(tid);
    const parent = this.rootFor(caller, thread);
    const frame = this.push({ id: fn.id, parent, part: this.parts.of[caller] ?? -1, thread, via: 0 }, caller);
    const made = { frame, under: frame, via: 0 };
    this.standing.set(caller, made);
    return made;
  }

  private own(owner: FunctionIndex, run: FunctionRun, above: Standing | undefined, thread: number): Standing {
    const parent = above && above.under >= 0 ? above.under : this.rootFor(owner, thread);
    const id = this.graph.functions[owner]?.id ?? '';
    const frame = this.push({ id, parent, part: this.parts.of[owner] ?? -1, thread, via: above?.via ?? 0 }, owner);
    this.grow(frame, 1, run);
    return { frame, under: frame, via: 0 };
  }

  /** Entries are roots: `main`, and what each other thread begins with. Tests share one, and so does the rest. */
  private rootFor(owner: FunctionIndex, thread: number): number {
    const kind = this.entries.get(owner);
    if (kind === 'test') return this.sharedRoot(TESTS);
    if (kind === 'main' || (thread > 1 && !this.entered.has(thread))) {
      this.entered.add(thread);
      return -1;
    }
    return this.sharedRoot(OUTSIDE);
  }

  private sharedRoot(id: string): number {
    let frame = this.shared.get(id);
    if (frame === undefined) {
      frame = this.push({ id, parent: -1, part: -1, thread: 0, via: 0 }, -1);
      this.shared.set(id, frame);
    }
    return frame;
  }

  private libraryFrame(library: string, parent: number, thread: number, owner: FunctionIndex): number {
    const key = `${String(parent)} ${library}`;
    let frame = this.libraryFrames.get(key);
    if (frame === undefined) {
      const part = this.parts.of[owner] ?? -1;
      frame = this.push({ id: `group:library:${library}`, parent, part, thread, via: 0 }, -1);
      this.libraryFrames.set(key, frame);
    }
    return frame;
  }

  private push(
    frame: { id: string; parent: number; part: number; thread: number; via: number },
    of: FunctionIndex,
  ): number {
    const { id, parent, part, count, bytes, time, thread, via } = this.columns;
    id.push(frame.id);
    parent.push(frame.parent);
    part.push(frame.part);
    thread.push(frame.thread);
    via.push(frame.via);
    for (const sum of [count, bytes, time]) sum.push(0);
    return this.functions.push(of) - 1;
  }

  private grow(frame: number, functions: number, { bytes, ms }: FunctionRun): void {
    const { columns } = this;
    columns.count[frame] = (columns.count[frame] ?? 0) + functions;
    columns.bytes[frame] = (columns.bytes[frame] ?? 0) + bytes;
    columns.time[frame] = (columns.time[frame] ?? 0) + Math.round(ms * 1000);
  }

  private threadOf(tid: number): number {
    let thread = this.threads.get(tid);
    if (thread === undefined) {
      thread = this.threads.size + 1;
      this.threads.set(tid, thread);
    }
    return thread;
  }
}

export function runTreeOf({ program, graph, owners, parts, overlay, run }: ViewInput): RunTree {
  const maker = new TreeMaker(graph, owners, parts);
  for (const [index, state] of overlay.functions) maker.add(index, state);
  const labels = plainLabels(
    graph,
    owners,
    maker.functions.filter((index) => index >= 0),
  );
  const label = maker.functions.map((index, frame) => labels.get(index) ?? nameOf(maker.columns.id[frame] ?? ''));
  return {
    program: program.path,
    ...(run && { run }),
    builtAt: program.builtAt,
    functions: owners.own + [...owners.libraries.values()].reduce((sum, count) => sum + count, 0),
    parts: { folders: parts.folders, parts: parts.parts },
    inlined: overlay.counts.inlined,
    label,
    ...maker.columns,
    others: maker.functions.map((index, frame) => {
      const first = maker.functions[maker.columns.parent[frame] ?? -1];
      return index < 0 ? 0 : othersThatCall(index, first, { graph, owners, overlay });
    }),
  };
}

/** A function hangs where it was called first: of the others that call it, nobody knows more than that they ran. */
function othersThatCall(
  index: FunctionIndex,
  first: FunctionIndex | undefined,
  { graph, owners, overlay }: Pick<ViewInput, 'graph' | 'owners' | 'overlay'>,
): number {
  const others = new Set<FunctionIndex>();
  for (const caller of graph.directCallers(index)) {
    const owner = owners.standsFor(caller);
    const ran = overlay.functions.has(caller) || overlay.inlined.has(caller);
    if (ran && owner !== first && owner !== index) others.add(owner);
  }
  return others.size;
}

function nameOf(id: string): string {
  if (id === TESTS) return 'tests';
  return id === OUTSIDE ? 'called from outside' : id.replace(/^group:library:/, '');
}
