import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { ProgramFile } from '../../server/program/program-file.js';
import { parseTraceLine } from '../../server/run/trace-line.js';

/** What traces name as the place of modules, in processes of this program: its libraries are among it. A trace that cannot be read names nothing. */
export async function openedBy(program: ProgramFile, traces: readonly string[]): Promise<Set<string>> {
  const objects = new Set<string>();
  for (const trace of traces)
    try {
      await objectsIn(trace, program, objects);
    } catch {
      // Who needs its run reads it again, and says so.
    }
  objects.delete(program.path);
  return objects;
}

async function objectsIn(trace: string, program: ProgramFile, objects: Set<string>): Promise<void> {
  const own = new Map<number, boolean>();
  for await (const line of createInterface({ input: createReadStream(trace), crlfDelay: Infinity })) {
    if (!/"event":"(start|module)"/.test(line)) continue;
    const parsed = parseTraceLine(line);
    if (!parsed.ok) continue; // cut off, or of another version
    const { event } = parsed;
    if (event.event === 'start')
      own.set(event.pid, (await realpath(event.program).catch(() => event.program)) === program.path);
    else if (event.event === 'module' && event.object !== undefined && own.get(event.pid)) objects.add(event.object);
  }
}
