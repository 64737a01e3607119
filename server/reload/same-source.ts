import { resolve } from 'node:path';
import type { ReloadObject } from '../../protocol/reload.js';
import type { ModuleRecord } from './linked-file.js';
import { manifestOf } from './manifest.js';

/**
 * Modules are matched by their sources' names. A build may give a source another one than the build that runs, as ccache does with `base_dir`
 * (../src/a.c for /home/me/src/a.c): such a record gets the name that runs, or its static functions would be taken for others of their names.
 */
export async function nameAsRunning(
  records: readonly ModuleRecord[],
  object: ReloadObject,
  stores: readonly string[],
): Promise<void> {
  const running = new Map(object.sources.map((source, index) => [source, object.modules[index] ?? '']));
  // The newest builds stand first; any serves.
  for (const { notes } of object.patches) for (const { source, id } of notes.modules) running.set(source, id);
  const linked = new Set(records.map(({ source }) => source));
  const renamed = records.filter(({ source }) => !running.has(source));
  const left = [...running].filter(([source]) => !linked.has(source));
  if (renamed.length === 0 || left.length === 0) return;
  const names = new Map<string, string>();
  for (const [source, id] of left) names.set((await placeOf(id, stores)) ?? source, source);
  for (const record of renamed) {
    const place = await placeOf(record.id, stores);
    record.source = (place !== undefined && names.get(place)) || record.source;
  }
}

/** Where a module's source is; undefined where nobody knows. */
async function placeOf(id: string, stores: readonly string[]): Promise<string | undefined> {
  const manifest = await manifestOf(id, stores);
  return manifest && resolve(manifest.directory, manifest.source);
}
