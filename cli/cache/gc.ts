import { rm } from 'node:fs/promises';
import { formatBytes, plural } from '../../protocol/text.js';
import { forgetLogs } from '../../server/remote/notes.js';
import { chooseStore, storeFiles, type StoreFile } from './store.js';

const fromEnvironment = process.env['AUTOJIT_IMAGES_LIMIT'] ?? '';

/** MiB; the runtime keeps to the same (docs/formats.md, "Image log"). */
export const DEFAULT_LIMIT = /^\d+$/.test(fromEnvironment) ? Number(fromEnvironment) : 1024;

/** A log that is still being written is not older than this; one that is was left by a process that was killed. */
const UNFINISHED_FOR = 3_600_000;

export async function collectImages(options: { store?: string; max: number }): Promise<void> {
  const store = await chooseStore(options.store);
  const files = await storeFiles(store);
  const logs = files.filter(({ kind }) => kind === 'images');
  const now = Date.now();
  const removed = superfluous(logs, options.max * 2 ** 20, now);
  await forgetLogs(removed.map(({ path }) => path));
  for (const { path } of [...removed, ...uselessIndices(files, removed, now)]) await rm(path, { force: true });
  const total = (files: readonly StoreFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  const left = total(logs) - total(removed);
  console.log(
    `Removed ${plural(removed.length, 'file')} of images (${formatBytes(total(removed))}) from ${store}; ${formatBytes(left)} are left.`,
  );
}

/** An index is of no use without its log, and neither is one that was never finished. */
export function uselessIndices(files: readonly StoreFile[], removed: readonly StoreFile[], now: number): StoreFile[] {
  const gone = new Set(removed.map(({ path }) => path));
  const logs = new Set(files.map(({ path }) => path).filter((path) => !gone.has(path)));
  const isUseless = ({ path, used }: StoreFile): boolean =>
    !logs.has(path.replace(/\.index(\.\d+)?$/, '.log')) || (!path.endsWith('.index') && now - used > UNFINISHED_FOR);
  return files.filter((file) => file.kind === 'index' && isUseless(file));
}

/** What must go, least recently used first, so that at most `limit` bytes stay; and what was never finished. */
export function superfluous(logs: readonly StoreFile[], limit: number, now: number): StoreFile[] {
  const isUnfinished = ({ path }: StoreFile): boolean => !path.endsWith('.log');
  const removed = logs.filter((file) => isUnfinished(file) && now - file.used > UNFINISHED_FOR);
  const newestFirst = logs.filter((file) => !isUnfinished(file)).toSorted((a, b) => b.used - a.used);
  let kept = 0;
  for (const file of newestFirst) {
    kept += file.bytes;
    if (kept > limit) removed.push(file);
  }
  return removed;
}
