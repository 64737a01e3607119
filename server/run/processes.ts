import type { RunProcess } from '../../protocol/run-summary.js';
import type { TraceEvent } from '../../protocol/trace.js';

/** A server forks without end: of older ones that ended, only the number is kept. */
const MAX_PROCESSES = 200;

/** The processes of one run of one program: the one that was launched, and those that it forked. */
export class Processes {
  private readonly known = new Map<number, RunProcess>();
  private begun = 0;
  private main: RunProcess | undefined;

  /** How many there were, those that are forgotten included. */
  get count(): number {
    return this.begun;
  }

  list(): RunProcess[] {
    return [...this.known.values()];
  }

  /** In milliseconds: how long after the first process this one began. */
  offsetOf(pid: number): number {
    return (this.known.get(pid)?.startedAt ?? 0) - (this.main?.startedAt ?? 0);
  }

  /** From the launched process to this one; a parent that is not known is left out. */
  lineageOf(pid: number): number[] {
    const chain: number[] = [];
    for (let at = this.known.get(pid); at && !chain.includes(at.pid); at = this.known.get(at.parent ?? -1)) {
      chain.unshift(at.pid);
    }
    const main = this.main?.pid;
    return main === undefined || chain[0] === main ? chain : [main, ...chain];
  }

  apply(event: TraceEvent): void {
    if (event.event === 'start') return this.begin(event);
    const process = this.known.get(event.pid);
    if (!process) return;
    if (event.event === 'materialized') process.materialized += 1;
    if (event.event === 'exited') Object.assign(process, { status: 'exited', exitCode: event.status });
    if (event.event === 'left') process.status = 'gone';
  }

  private begin({ pid, parent, wall }: Extract<TraceEvent, { event: 'start' }>): void {
    const made: RunProcess = {
      ...{ pid, startedAt: wall, materialized: 0, status: 'running' },
      ...(parent !== undefined && { parent }),
    };
    this.begun += 1;
    this.main ??= made;
    // The number of one that is gone may come again; the newer one is meant then.
    this.known.delete(pid);
    this.known.set(pid, made);
    if (this.known.size <= MAX_PROCESSES) return;
    for (const one of this.known.values()) {
      if (one === this.main || one.status === 'running') continue;
      this.known.delete(one.pid);
      return;
    }
  }
}

/** Picks the events that made one process what it is: its own, and those of its ancestors before they forked it. */
export class Lineage {
  private at = 0;

  constructor(private readonly pids: readonly number[]) {}

  takes({ event, pid }: TraceEvent): boolean {
    if (event === 'start' && pid === this.pids[this.at + 1]) this.at += 1;
    return pid === this.pids[this.at];
  }
}
