import { join } from 'node:path';
import type { ProgramFile } from '../../server/program/program-file.js';
import { usedLibraries } from '../../server/program/shared-libraries.js';
import { openedBy } from '../support/opened-by.js';
import { names } from './store.js';

/** The shared libraries built with AutoJIT that a program needs by its file, and those that its earlier runs opened by name, as their traces tell. */
export async function librariesOfRuns(program: ProgramFile, stores: readonly string[]): Promise<ProgramFile[]> {
  const traces: string[] = [];
  for (const store of stores)
    for (const name of await names(join(store, 'runs')))
      if (name.endsWith('.jsonl')) traces.push(join(store, 'runs', name));
  return usedLibraries(program, await openedBy(program, traces));
}
