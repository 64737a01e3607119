import { chmod, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { formatBytes, plural } from '../protocol/text.js';
import type { ProgramFile } from '../server/program/program-file.js';
import { exists, findManifest, INSTALLED_STORE, STORE_FOLDER, storeCandidates } from '../server/program/store.js';
import { toolchainOf } from './cache/fill-tool.js';
import { fill } from './cache/fill.js';
import { ExitCode, Failure } from './support/failure.js';
import { openProgramFile } from './support/open-program.js';

const RUNTIME = 'libautojit-runtime.so';
const BUILTINS = 'libautojit-builtins.so';
const ENGINE = 'libautojit-engine.so';

/** Folders of a prefix whose programs and libraries share the store in the prefix's `lib`. */
const IN_PREFIX = /^(bin|sbin|games|libexec|lib|lib64)$/;

/**
 * `autojit install`: the program, and beside it a store with what it needs and nothing of the build: bodies, all code (or the engine), the runtime.
 * The store is found from the program's own folder, so the tree may be staged elsewhere (DESTDIR) and moved as a whole.
 */
export async function install(
  named: string,
  dest: string,
  { engine = false, jobs }: { engine?: boolean; jobs?: number },
): Promise<void> {
  const program = await openProgramFile(named, ExitCode.failed);
  const target = (await isFolder(dest)) ? join(resolve(dest), basename(named)) : resolve(dest);
  const folder = dirname(target);
  const store = IN_PREFIX.test(basename(folder)) ? join(dirname(folder), INSTALLED_STORE) : join(folder, STORE_FOLDER);
  const bodies = await bodiesOf(program);
  const libraries = await librariesOf(bodies[0]?.store ?? store);
  await copyLibraries(libraries, store, engine);
  let bytes = 0;
  for (const { id, store: from } of bodies) bytes += await copyModule(id, from, store);
  await writeFile(join(store, 'toolchain'), 'lib', { mode: 0o644 });
  await replaceFile(program.path, target, (await stat(program.path)).mode & 0o755);
  console.log(`${target}; ${plural(bodies.length, 'module')} (${formatBytes(bytes)}) in ${store}`);
  // Named, so that it is not the build's own store that is filled.
  if (!engine)
    await fill(target, { libraries, jobs, env: { ...process.env, AUTOJIT_STORE: store, AUTOJIT_IMAGES: '' } });
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}

async function bodiesOf(program: ProgramFile): Promise<{ id: string; store: string }[]> {
  const candidates = await storeCandidates(program.path, program.stores);
  return Promise.all(
    program.modules.map(async ({ id, source }) => {
      const found = await findManifest(id, candidates);
      if (found) return { id, store: found.store };
      const help = 'Rebuild it, or let AUTOJIT_STORE name the store it was built into.';
      throw new Failure(`No store has the bodies of ${source}, a module of ${program.path}. ${help}`, ExitCode.failed);
    }),
  );
}

async function librariesOf(store: string): Promise<string> {
  const libraries = await toolchainOf(store);
  if (libraries !== undefined) return libraries;
  throw new Failure(
    `${store} does not name the toolchain that it belongs to, or that is gone. Rebuild it.`,
    ExitCode.failed,
  );
}

/** Images are read by the very build of the runtime that they were made for, so a store holds one. */
async function copyLibraries(libraries: string, store: string, engine: boolean): Promise<void> {
  const target = join(store, 'lib');
  const there = await readFile(join(target, RUNTIME)).catch(() => undefined);
  if (there && !there.equals(await readFile(join(libraries, RUNTIME)))) {
    const help = 'Install those anew with this version after removing that folder, or choose another prefix.';
    throw new Failure(`${store} holds programs of another version of AutoJIT. ${help}`, ExitCode.failed);
  }
  await mkdir(target, { recursive: true, mode: 0o755 });
  const wanted = [RUNTIME, BUILTINS, ...(engine ? [ENGINE] : [])];
  for (const name of wanted) await replaceFile(join(libraries, name), join(target, name), 0o755);
}

/** Returns how many bytes. A body that is there has the same content, by its name. */
async function copyModule(id: string, from: string, store: string): Promise<number> {
  const folder = join('modules', id.slice(0, 2));
  await mkdir(join(store, folder), { recursive: true, mode: 0o755 });
  let bytes = 0;
  for (const name of [`${id}.body`, `${id}.json`]) {
    const target = join(store, folder, name);
    if (!(await exists(target))) await replaceFile(join(from, folder, name), target, 0o644);
    bytes += (await stat(target)).size;
  }
  return bytes;
}

/** Under a temporary name first: who runs the old one keeps it, and nobody sees half of the new one. */
async function replaceFile(from: string, to: string, mode: number): Promise<void> {
  const temporary = `${to}.tmp-${String(process.pid)}`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  try {
    await copyFile(from, temporary);
    await chmod(temporary, mode);
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
