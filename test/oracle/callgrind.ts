import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pair } from './pairs.js';

/**
 * Who called whom in a regular program that nothing was put into: valgrind sees each call instruction. For languages whose compilers
 * cannot have functions tell that they were entered. `isOwn`: whether a symbol is of code that was compiled with the program.
 */
export function callgrindPairs(program: string, file: string, isOwn: (symbol: string) => boolean): Pair[] {
  const options = ['--demangle=no', '--compress-strings=no', '--compress-pos=no', `--callgrind-out-file=${file}`];
  execFileSync('valgrind', ['--quiet', '--tool=callgrind', ...options, program], {
    cwd: path.dirname(program),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seen = new Map<string, Pair>();
  let caller = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // Of a function that calls itself, its inner calls have a number.
    const [, kind, symbol = ''] = /^(fn|cfn)=(.*?)(?:'\d+)?$/.exec(line) ?? [];
    if (kind === 'fn') caller = symbol;
    if (kind !== 'cfn' || !isOwn(symbol)) continue;
    const from = isOwn(caller) ? caller : undefined;
    seen.set(`${from ?? ''} ${symbol}`, {
      ...{ caller: from === undefined ? undefined : [from], callee: [symbol] },
      // Of code that came compiled, as the standard library, nobody knows who led to it.
      ...{ through: false, exported: false },
    });
  }
  return [...seen.values()];
}

/** Functions that a program has as such: what its compiler always inlines is none of them. */
export function symbolsOf(program: string): ReadonlySet<string> {
  const text = execFileSync('nm', ['--defined-only', program], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return new Set([...text.matchAll(/^\S+ [tTwW] (\S+)$/gm)].map(([, name = '']) => name));
}
