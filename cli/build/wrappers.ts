import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { exists } from '../../server/program/store.js';
import { foldersNamed } from './configured.js';

/** What a build has between itself and its compilers (ccache is made safe by environment.ts and needs no word). */

/** A line for each that could not do its work, for a person to know. */
export async function describeWrappers(
  command: readonly string[],
  here: string,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const lines: string[] = [];
  const usesCargo = command.some((word) => /\bcargo\b/.test(word)) || (await exists(join(here, 'Cargo.toml')));
  const wrapper = usesCargo ? await cargoWrapper(here, env) : undefined;
  if (wrapper !== undefined) {
    lines.push(`Cargo's wrapper ${wrapper} was left out: Cargo runs one, and in this build that is AutoJIT's.`);
  }
  if (await launchesBySccache(command, here, env)) {
    lines.push(
      'sccache compiled every file anew (SCCACHE_RECACHE): it does not take the plugin into account, and its hits would lack their bodies. ccache is safe.',
    );
  }
  return lines;
}

/** The wrapper that Cargo would run without us, by its environment or its configuration. */
async function cargoWrapper(here: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const named = env['RUSTC_WRAPPER'] ?? env['CARGO_BUILD_RUSTC_WRAPPER'] ?? (await configuredWrapper(here, env));
  return named === undefined || named === '' || basename(named) === 'autojit-rustc' ? undefined : named;
}

async function configuredWrapper(here: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folders = [
    ...foldersFrom(here).map((folder) => join(folder, '.cargo')),
    env['CARGO_HOME'] ?? join(homedir(), '.cargo'),
  ];
  for (const folder of folders) {
    for (const name of ['config.toml', 'config']) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      const found = /^\s*rustc-wrapper\s*=\s*["']([^"']*)["']/m.exec(text)?.[1];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function foldersFrom(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersFrom(above)];
}

const SCCACHE = /(^|[/=\s])sccache(\s|$)/;

async function launchesBySccache(command: readonly string[], here: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const variables = ['CC', 'CXX', 'CMAKE_C_COMPILER_LAUNCHER', 'CMAKE_CXX_COMPILER_LAUNCHER'];
  if (variables.some((name) => SCCACHE.test(env[name] ?? ''))) return true;
  if (command.some((word) => SCCACHE.test(word))) return true;
  for (const folder of foldersNamed(command, here)) {
    const cache = await readFile(join(folder, 'CMakeCache.txt'), 'utf8').catch(() => '');
    if (/^CMAKE_\w+_COMPILER_LAUNCHER:\w+=(.*\/)?sccache$/m.test(cache)) return true;
  }
  return false;
}
