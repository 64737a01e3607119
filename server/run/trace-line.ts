import * as z from 'zod';
import { TRACE_VERSION, TraceEvent } from '../../protocol/trace.js';

export type TraceLine = { ok: true; event: TraceEvent } | { ok: false; why: string };

const Versioned = z.object({ v: z.int() });

export function parseTraceLine(line: string): TraceLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, why: 'it is not JSON' };
  }
  const versioned = Versioned.safeParse(value);
  if (versioned.success && versioned.data.v !== TRACE_VERSION) {
    const [theirs, ours] = [String(versioned.data.v), String(TRACE_VERSION)];
    return {
      ok: false,
      why: `it has trace version ${theirs}, this AutoJIT reads version ${ours}; rebuild the program`,
    };
  }
  const event = TraceEvent.safeParse(value);
  if (event.success) return { ok: true, event: event.data };
  const issue = event.error.issues[0];
  return { ok: false, why: issue ? `${issue.path.join('.') || 'event'}: ${issue.message}` : 'it is no trace event' };
}
