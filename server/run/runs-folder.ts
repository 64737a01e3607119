import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from '../support/folder.js';
import { errorCode } from '../support/problem.js';
import { keptFiles } from './kept-run.js';
import { processesIn } from './trace-start.js';

/** Traces kept in a runs folder, and their bytes; one has at most TRACE_LIMIT (protocol/trace.ts). */
export const KEPT_TRACES = 50;
const KEPT_BYTES = 1 << 30;

/** Oldest first: names begin with the time. */
export async function listTraces(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name));
}

/** The folder, with room for one more trace: the oldest go, but for those of programs that still run. */
export async function makeRunsFolder(folder: string): Promise<void> {
  await makePrivateFolder(folder);
  let [traces, bytes] = [1, 0];
  for (const trace of (await listTraces(folder)).reverse()) {
    traces += 1;
    bytes += await sizeOf(trace);
    if ((traces <= KEPT_TRACES && bytes <= KEPT_BYTES) || (await isStillWritten(trace))) continue;
    for (const file of [trace, ...Object.values(keptFiles(trace))]) await rm(file, { force: true });
  }
}

async function sizeOf(trace: string): Promise<number> {
  try {
    return (await stat(trace)).size;
  } catch (error) {
    // Another window makes room as well.
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

/** A daemon is gone from its first process long before it ends: the last ones that wrote count as well. */
async function isStillWritten(trace: string): Promise<boolean> {
  return (await processesIn(trace)).some(isAlive);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process: it is there.
    return errorCode(error) === 'EPERM';
  }
}
