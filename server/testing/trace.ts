import type { TraceEvent } from '../../protocol/trace.js';

/** Omit that keeps a union a union. */
type Body<T> = T extends unknown ? Omit<T, 'v' | 'pid' | 't'> : never;

export function event(body: Body<TraceEvent>, pid = 100, t = 1): TraceEvent {
  return { v: 1, pid, t, ...body };
}

export function line(body: Body<TraceEvent>, pid = 100, t = 1): string {
  return `${JSON.stringify(event(body, pid, t))}\n`;
}

export function start(program: string, args: string[] = []): Body<TraceEvent> {
  return { event: 'start', program, args, cwd: '/', wall: 1_700_000_000_000 };
}
