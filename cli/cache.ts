import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatBytes, plural } from '../protocol/text.js';
import { describeSystemError } from '../server/problem.js';
import { defaultStore, exists, STORE_FOLDER } from '../server/program/store.js';
import { ExitCode, Failure } from './failure.js';

/** docs/formats.md, "Store". */
const STORE_ENTRIES = ['modules', 'runs', 'toolchain'];
const MODULE_FILE = /^[0-9a-f]{64}\.(body|json)$/;
const MODULE_FOLDER = /^[0-9a-f]{2}$/;
const TRACE_FILE = /\.jsonl$/;

interface StoreFile {
  path: string;
  kind: 'body' | 'manifest' | 'trace';
  bytes: number;
}

export async function showCache(options: { store?: string; json?: boolean }): Promise<void> {
  const store = await chooseStore(options.store);
  const files = await storeFiles(store);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const count = (kind: StoreFile['kind']): number => files.filter((file) => file.kind === kind).length;
  const result = { path: store, bytes, modules: count('body'), manifests: count('manifest'), traces: count('trace') };
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else {
    console.log(store);
    console.log(`${formatBytes(bytes)} in ${plural(result.modules, 'module')} and ${plural(result.traces, 'trace')}`);
  }
}

/** Deletes by name what a store holds and nothing else, so that a wrong --store cannot cost anybody a file. */
export async function clearCache(options: { store?: string }): Promise<void> {
  const store = await chooseStore(options.store);
  const files = await storeFiles(store);
  for (const { path } of files) await rm(path, { force: true });
  for (const name of await names(join(store, 'modules'))) {
    if (MODULE_FOLDER.test(name)) await rmdir(join(store, 'modules', name)).catch(() => undefined);
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`Removed ${plural(files.length, 'file')} (${formatBytes(bytes)}) from ${store}.`);
  console.log('Programs built into it need a rebuild before they run again.');
}

async function chooseStore(named: string | undefined): Promise<string> {
  const store = await candidate(named);
  let status;
  try {
    status = await lstat(store);
  } catch (error) {
    throw new Failure(`There is no store at ${store}: ${describeSystemError(error)}.`, ExitCode.failed);
  }
  const ours =
    status.isDirectory() &&
    status.uid === process.getuid?.() &&
    (await readdir(store)).every((name) => STORE_ENTRIES.includes(name));
  if (!ours) {
    throw new Failure(
      `${store} is not an AutoJIT store of yours (a folder that you own with ${STORE_ENTRIES.join(', ')} in it and nothing else). Name one with --store.`,
      ExitCode.failed,
    );
  }
  return store;
}

async function candidate(named: string | undefined): Promise<string> {
  const chosen = named ?? process.env['AUTOJIT_STORE'];
  if (chosen) return resolve(chosen);
  const here = resolve(STORE_FOLDER);
  return (await exists(here)) ? here : defaultStore();
}

async function storeFiles(store: string): Promise<StoreFile[]> {
  const files: StoreFile[] = [];
  const modules = join(store, 'modules');
  for (const folder of await names(modules)) {
    if (!MODULE_FOLDER.test(folder)) continue;
    for (const name of await names(join(modules, folder))) {
      if (!MODULE_FILE.test(name)) continue;
      await addFile(files, join(modules, folder, name), name.endsWith('.body') ? 'body' : 'manifest');
    }
  }
  for (const name of await names(join(store, 'runs'))) {
    if (TRACE_FILE.test(name)) await addFile(files, join(store, 'runs', name), 'trace');
  }
  return files;
}

async function addFile(files: StoreFile[], path: string, kind: StoreFile['kind']): Promise<void> {
  const status = await lstat(path).catch(() => undefined);
  if (status?.isFile()) files.push({ path, kind, bytes: status.size });
}

/** Names in a folder of the store; a link in its place is not followed. */
async function names(folder: string): Promise<string[]> {
  const status = await lstat(folder).catch(() => undefined);
  return status?.isDirectory() ? readdir(folder) : [];
}
