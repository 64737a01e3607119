import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CompileTime } from '../../protocol/compile-time.js';
import { canonicalPath } from '../program/source-index.js';

/** The file in a store that `autojit build` has the compilers note their times in. */
export const TIMES_FILE = 'compile-times.jsonl';

/** CPU time of the last compile of each source by its path, in milliseconds. A command that compiled several sources is in neither. */
export interface CompileTimes {
  lazy: ReadonlyMap<string, number>;
  regular: ReadonlyMap<string, number>;
}

export async function readCompileTimes(store: string): Promise<CompileTimes> {
  // A build without our command notes none.
  const text = await readFile(join(store, TIMES_FILE), 'utf8').catch(() => '');
  const [lazy, regular] = [new Map<string, number>(), new Map<string, number>()];
  for (const line of text.split('\n')) {
    const time = parse(line);
    const [source, ...others] = time?.sources ?? [];
    if (!time || source === undefined || others.length > 0) continue;
    (time.lazy ? lazy : regular).set(canonicalPath(resolve(time.directory, source)), time.cpuMs);
  }
  return { lazy, regular };
}

/** Undefined for what a compiler that was killed left behind, and for lines of another version. */
function parse(line: string): CompileTime | undefined {
  try {
    return CompileTime.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

const LARGEST = 8 << 20;

/** Every build appends: of a file that has grown large the older half goes. No compiler of the store's may be running. */
export async function trimCompileTimes(store: string): Promise<void> {
  const file = join(store, TIMES_FILE);
  const status = await stat(file).catch(() => undefined);
  if (!status || status.size <= LARGEST) return;
  const text = await readFile(file, 'utf8');
  const half = text.indexOf('\n', text.length / 2) + 1;
  const next = `${file}.${String(process.pid)}`;
  await writeFile(next, text.slice(half), { mode: 0o600 });
  await rename(next, file);
}
