import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceEvent } from '../../protocol/trace.js';
import { parseTraceLine } from './trace-line.js';

/** Longer than any line the runtime writes (docs/formats.md: 4,096 bytes). */
const LONGEST_LINE = 8192;
const LOOK_MS = 50;
/** Between making the file and its first line a program does nothing else; on a machine without a free core that can take a while. */
const PATIENCE_MS = 30_000;

export type TraceStart = Extract<TraceEvent, { event: 'start' }>;

/** The first line of a trace; 'early' while its end has not been written, undefined where it is no start of a run. */
export async function readStart(trace: string): Promise<TraceStart | 'early' | undefined> {
  const file = await open(trace, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const buffer = Buffer.alloc(LONGEST_LINE);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const [first = '', ...more] = buffer.toString('utf8', 0, bytesRead).split('\n');
    if (more.length === 0 && bytesRead < LONGEST_LINE) return 'early';
    const parsed = parseTraceLine(first);
    return parsed.ok && parsed.event.event === 'start' ? parsed.event : undefined;
  } finally {
    await file.close();
  }
}

/** How much of a trace's end is looked at for who wrote it. */
const END = 64 << 10;

/** Process ids in the first line and in the last ones of a trace; none where it cannot be read. */
export async function processesIn(trace: string): Promise<number[]> {
  const file = await open(trace, 'r').catch(() => undefined);
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const pids = new Set<number>();
    for (const at of [0, Math.max(0, size - END)]) {
      const buffer = Buffer.alloc(at === 0 ? LONGEST_LINE : END);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      for (const [, pid] of buffer.toString('latin1', 0, bytesRead).matchAll(/"pid":(\d+)/g)) pids.add(Number(pid));
    }
    return [...pids];
  } finally {
    await file.close();
  }
}

/** The start of a trace that has just appeared: who sees the file may be ahead of the program that writes to it. */
export async function awaitStart(trace: string, isWanted: () => boolean): Promise<TraceStart | undefined> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const start = await readStart(trace);
    if (start !== 'early') return start;
    if (!isWanted() || Date.now() > end) return undefined;
    await sleep(LOOK_MS, undefined, { ref: false });
  }
}
