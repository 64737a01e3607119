import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Pair } from './pairs.js';

/**
 * Who called whom in a regular program that nothing was put into: valgrind sees each call instruction. For languages whose compilers
 * cannot have functions tell that they were entered. `nameOf`: a symbol's name in the graph;
 * undefined for what was not compiled with the program.
 */
export function callgrindPairs(
  command: readonly string[],
  folder: string,
  file: string,
  nameOf: (symbol: string) => string | undefined,
): Pair[] {
  const options = ['--demangle=no', '--compress-strings=no', '--compress-pos=no', `--callgrind-out-file=${file}`];
  // How the program ends is its business.
  spawnSync('valgrind', ['--quiet', '--tool=callgrind', ...options, ...command], { cwd: folder, stdio: 'ignore' });
  const seen = new Map<string, Pair>();
  let caller: string | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // Of a function that calls itself, its inner calls have a number.
    const [, kind, symbol = ''] = /^(fn|cfn)=(.*?)(?:'\d+)?$/.exec(line) ?? [];
    if (kind === 'fn') caller = nameOf(symbol);
    const callee = kind === 'cfn' ? nameOf(symbol) : undefined;
    if (callee === undefined) continue;
    // Of code that came compiled, as the standard library, nobody knows who led to it.
    const pair = { caller: caller === undefined ? undefined : [caller], callee: [callee] };
    seen.set(`${caller ?? ''} ${callee}`, { ...pair, through: false, exported: false });
  }
  return [...seen.values()];
}

/** Functions that a program has as such: what its compiler always inlines is none of them. */
export function symbolsOf(program: string): ReadonlySet<string> {
  const text = execFileSync('nm', ['--defined-only', program], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return new Set([...text.matchAll(/^\S+ [tTwW] (\S+)$/gm)].map(([, name = '']) => name));
}
