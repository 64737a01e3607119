import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exists, STORE_FOLDER } from '../../server/program/store.js';
import { defaultStore } from '../../server/support/user-folders.js';
import { TIMES_FILE } from '../../server/report/compile-times.js';
import { describeSystemError } from '../../server/support/problem.js';
import { ExitCode, Failure } from '../support/failure.js';

/** docs/formats.md, "Store". */
const STORE_ENTRIES = [TIMES_FILE, 'id', 'images', 'lib', 'links', 'modules', 'runs', 'toolchain'];
const MODULE_FILE = /^[0-9a-f]{64}\.(body|facts|json)$/;
export const MODULE_FOLDER = /^[0-9a-f]{2}$/;
const TRACE_FILE = /\.(jsonl|out|end)$/;
/** A log, or one that was being written (the thread's number behind it). */
const IMAGE_LOG = /^[0-9a-f]{32}-[0-9a-f]{16}(-debug)?\.log(\.\d+)?$/;
/** The index of one, likewise. */
const IMAGE_INDEX = /^[0-9a-f]{32}-[0-9a-f]{16}(-debug)?\.index(\.\d+)?$/;
/** What is kept of a link, its output's other name, or one of them while it is written. */
const LINK = /^[0-9a-f]{32}(\.[\w.-]+)?$/;

export interface StoreFile {
  path: string;
  kind: 'body' | 'facts' | 'images' | 'index' | 'link' | 'manifest' | 'trace';
  bytes: number;
  /** When it was last written or, of images, used: Unix time in milliseconds. */
  used: number;
}

export async function chooseStore(named: string | undefined): Promise<string> {
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

export async function storeFiles(store: string): Promise<StoreFile[]> {
  const files: StoreFile[] = [];
  const modules = join(store, 'modules');
  for (const folder of await names(modules)) {
    if (!MODULE_FOLDER.test(folder)) continue;
    for (const name of await names(join(modules, folder))) {
      if (!MODULE_FILE.test(name)) continue;
      const kind = name.endsWith('.body') ? 'body' : name.endsWith('.facts') ? 'facts' : 'manifest';
      await addFile(files, join(modules, folder, name), kind);
    }
  }
  for (const name of await names(join(store, 'runs'))) {
    if (TRACE_FILE.test(name)) await addFile(files, join(store, 'runs', name), 'trace');
  }
  for (const name of await names(join(store, 'images'))) {
    if (IMAGE_LOG.test(name)) await addFile(files, join(store, 'images', name), 'images');
    if (IMAGE_INDEX.test(name)) await addFile(files, join(store, 'images', name), 'index');
  }
  for (const name of await names(join(store, 'links'))) {
    if (LINK.test(name)) await addFile(files, join(store, 'links', name), 'link');
  }
  return files;
}

async function addFile(files: StoreFile[], path: string, kind: StoreFile['kind']): Promise<void> {
  const status = await lstat(path).catch(() => undefined);
  if (status?.isFile()) files.push({ path, kind, bytes: status.size, used: status.mtimeMs });
}

/** Names in a folder of the store; a link in its place is not followed. */
export async function names(folder: string): Promise<string[]> {
  const status = await lstat(folder).catch(() => undefined);
  return status?.isDirectory() ? readdir(folder) : [];
}
