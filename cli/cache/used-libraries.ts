import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramFile } from '../../server/program/program-file.js';
import { usedLibraries } from '../../server/program/shared-libraries.js';
import { parseTraceLine } from '../../server/run/trace-line.js';
import { names } from './store.js';

/** The shared libraries built with AutoJIT that a program needs by its file, and those that its earlier runs opened by name, as their traces tell. */
export async function librariesOfRuns(program: ProgramFile, stores: readonly string[]): Promise<ProgramFile[]> {
  const paths = new Set<string>();
  for (const store of stores)
    for (const name of await names(join(store, 'runs')))
      if (name.endsWith('.jsonl'))
        for (const path of await objectsIn(await readFile(join(store, 'runs', name), 'utf8'), program)) paths.add(path);
  return usedLibraries(program, paths);
}

/** What a trace names as the place of modules, in processes of this program. */
async function objectsIn(trace: string, program: ProgramFile): Promise<Set<string>> {
  const objects = new Set<string>();
  const own = new Map<number, boolean>();
  for (const line of trace.split('\n')) {
    if (!/"event":"(start|module)"/.test(line)) continue;
    const parsed = parseTraceLine(line);
    if (!parsed.ok) continue; // cut off, or of another version
    const { event } = parsed;
    if (event.event === 'start')
      own.set(event.pid, (await realpath(event.program).catch(() => event.program)) === program.path);
    else if (event.event === 'module' && event.object !== undefined && own.get(event.pid)) objects.add(event.object);
  }
  return objects;
}
