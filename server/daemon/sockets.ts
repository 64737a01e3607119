import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { cacheFolder } from '../support/user-folders.js';

/** Where this user's daemons may listen: those of several builds, and those of processes without XDG_RUNTIME_DIR (docs/daemon-protocol.md). */
export function socketFolders(env: NodeJS.ProcessEnv): string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  return [...(runtime && isAbsolute(runtime) ? [join(runtime, 'autojit')] : []), join(cacheFolder(env), 'run')];
}

/** Sockets or logs of daemons; one that was killed leaves its socket behind, which nobody answers. */
export async function daemonFiles(kind: 'sock' | 'log', env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  // One that serves a single program has that program's id behind the build.
  const wanted = new RegExp(`^[0-9a-f]{32}(-\\d+)?\\.${kind}$`);
  const found: string[] = [];
  for (const folder of socketFolders(env)) {
    const names = await readdir(folder).catch(() => []);
    const ours = names.filter((name) => wanted.test(name)).sort();
    found.push(...ours.map((name) => join(folder, name)));
  }
  return found;
}
