import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';

/** A build folder that was configured before, with a compiler that is not ours and that a build there goes on to use. */
export interface ConfiguredFolder {
  folder: string;
  compiler: string;
  /** What configures it anew. */
  remedy: string;
}

/**
 * CMake and Meson keep the compiler that a folder was configured with, whatever CC says later. Looks into the folder of the build and those that its command
 * names, unless the command configures them anew.
 */
export async function findConfigured(command: readonly string[], cwd: string): Promise<ConfiguredFolder[]> {
  if (command.some((word) => /(^|\s)(--fresh|--wipe)(\s|$)/.test(word))) return [];
  const found: ConfiguredFolder[] = [];
  for (const folder of new Set([cwd, ...foldersNamed(command, cwd)])) {
    const configured = (await configuredByCMake(folder)) ?? (await configuredByMeson(folder));
    if (configured) found.push(configured);
  }
  return found;
}

/** Every word that may be a folder, also those of a shell's script: `-C build`, `-Bbuild`, `cd build && make`. */
export function foldersNamed(command: readonly string[], cwd: string): string[] {
  const words = command.flatMap((argument) => argument.split(/[\s;&|()'"]+/));
  return words
    .map((word) => word.replace(/^(-[BCS]|--directory=)/, ''))
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => resolve(cwd, word));
}

async function configuredByCMake(folder: string): Promise<ConfiguredFolder | undefined> {
  const cache = await readFile(join(folder, 'CMakeCache.txt'), 'utf8').catch(() => undefined);
  if (cache === undefined || cache.includes('autojit.cfg')) return undefined;
  const compiler = [...cache.matchAll(/^CMAKE_(?:C|CXX|Fortran)_COMPILER:[A-Z]+=(.+)$/gm)]
    .map(([, path = '']) => path)
    .find((path) => !isOurs(path));
  if (compiler === undefined) return undefined;
  const source = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.+)$/m.exec(cache)?.[1] ?? '.';
  return { folder, compiler, remedy: `autojit build -- cmake --fresh -S ${source} -B ${folder}` };
}

/** Meson's own account of a build folder; what else it says is not ours to know. */
const MesonTargets = z.array(
  z.object({ target_sources: z.array(z.object({ compiler: z.array(z.string()).default([]) })).default([]) }),
);

async function configuredByMeson(folder: string): Promise<ConfiguredFolder | undefined> {
  const text = await readFile(join(folder, 'meson-info', 'intro-targets.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const targets = MesonTargets.safeParse(parseJson(text));
  if (!targets.success) return undefined;
  const compilers = targets.data.flatMap((target) => target.target_sources.map(({ compiler }) => compiler));
  const foreign = compilers.find((words) => words.length > 0 && !words.some(isOurs));
  if (foreign === undefined) return undefined;
  return { folder, compiler: foreign.join(' '), remedy: `autojit build -- meson setup --wipe ${folder}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // being written just now
  }
}

/** True for a drop-in compiler, by its own name or one of the shims (`…/toolchain/shims/cc`), and for clang with our config file. */
function isOurs(path: string): boolean {
  return basename(path).startsWith('autojit-') || /\/shims\/[^/]+$/.test(path) || path.includes('autojit.cfg');
}
