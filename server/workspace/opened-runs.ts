import { readFile } from 'node:fs/promises';
import type { RunSummary } from '../../protocol/lsp.js';
import type { RunFile } from '../../protocol/run-file.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import { parseRunFile } from '../run/kept-run.js';
import type { Overlay } from '../run/overlay.js';
import { type FunctionRun, noCounts } from '../run/run-state.js';
import { describeSystemError, ProblemError } from '../support/problem.js';

/** Runs that a person opened from files. They need no program; where it is there, they show on its call graph. */
export class OpenedRuns {
  private readonly files = new Map<string, RunFile>();

  /** Answers the run's id. A file that is opened again is read again. */
  async open(path: string): Promise<string> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      throw new ProblemError({
        code: 'unreadable',
        message: `Cannot read ${path}: ${describeSystemError(error)}.`,
        action: 'Check the path.',
      });
    }
    const id = `file:${path}`;
    const file = parseRunFile(text, path);
    const run = { ...file.timeline.run, id, file: path };
    this.files.set(id, { ...file, timeline: { ...file.timeline, run } });
    return id;
  }

  close(id: string): boolean {
    return this.files.delete(id);
  }

  get(id: string): RunFile | undefined {
    return this.files.get(id);
  }

  list(): RunSummary[] {
    return [...this.files.values()].map(({ timeline }) => timeline.run);
  }

  /** For the functions that the program still has. */
  overlay(id: string, graph: CallGraph): Overlay | undefined {
    const timeline = this.files.get(id)?.timeline;
    if (!timeline) return undefined;
    const functions = new Map<FunctionIndex, FunctionRun>();
    const observed = new Map<FunctionIndex, Set<FunctionIndex>>();
    for (const { id: fn, by, order, at, tier, ms, bytes, kept } of timeline.materializations) {
      const index = graph.find(fn);
      // One that today's build has eagerly is eager, whatever it was.
      if (index === undefined || graph.functions[index]?.reason) continue;
      const caller = by === undefined ? undefined : graph.find(by);
      if (caller !== undefined) observed.set(caller, (observed.get(caller) ?? new Set()).add(index));
      const common = { caller, with: undefined, failure: undefined, thread: 0 };
      functions.set(index, { state: 'materialized', order, at, tier, ms, bytes, kept, ...common });
    }
    const inlined = new Map<FunctionIndex, Set<FunctionIndex>>();
    for (const { id: fn, into } of timeline.inlined) {
      const index = graph.find(fn);
      if (index === undefined || graph.functions[index]?.reason || functions.has(index)) continue;
      inlined.set(index, new Set(into.flatMap((host) => graph.find(host) ?? [])));
    }
    return {
      ...{ functions, observed, inlined },
      counts: { ...noCounts(), materialized: functions.size, inlined: inlined.size },
    };
  }
}
