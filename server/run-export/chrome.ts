import { basename } from 'node:path';
import type { RecordedRun } from './recorded-run.js';

/** Events of Chrome's format, which Perfetto and others read: a slice for each function while it was made, by thread. Times are microseconds. */
export function toChrome({ name, program, startedAt, calls }: RecordedRun): string {
  const pid = 1;
  const threads = [...new Set(calls.map(({ thread }) => thread))];
  const metadata = [
    { ph: 'M', pid, name: 'process_name', args: { name: basename(program) } },
    ...threads.map((tid) => ({
      ...{ ph: 'M', pid, tid, name: 'thread_name' },
      args: { name: tid === 0 ? 'all threads' : `thread ${String(tid)}` },
    })),
  ];
  const events = calls.map((call) => ({
    // What was kept from an earlier run took no time that can be seen, and is a slice all the same: instants have no list of their own.
    ...{ ph: 'X', pid, tid: call.thread, name: call.name, cat: call.kept ? 'kept' : 'made' },
    ts: Math.max(0, call.at - call.ms) * 1000,
    dur: call.ms * 1000,
    args: {
      number: call.order,
      bytes: call.bytes,
      symbol: call.symbol,
      ...(call.by && { 'first caller': call.by.name }),
      ...(call.file !== undefined && { place: `${call.file}:${String(call.line ?? 1)}` }),
    },
  }));
  return JSON.stringify({
    displayTimeUnit: 'ms',
    otherData: { command: name, started: new Date(startedAt).toISOString() },
    traceEvents: [...metadata, ...events],
  });
}
