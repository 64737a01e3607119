import { plural } from '../../protocol/text.js';
import type { Display } from './comparison.js';
import type { ModuleBuild } from './module-build.js';

/** What stands before the number of a lambda in the symbol of its code: of clang in a file's own functions, in shared ones, and of rustc's two ways. */
const LAMBDAS = [
  /^(_ZZ.*?E)NK?\d+\$_\d+cl/,
  /^(_ZZ.*?E)NK?Ul.*?E\d*_cl/,
  /^(_ZN.*?)28_\$u7b\$\$u7b\$closure\$u7d\$\$u7d\$17h/,
  /^(_RNC.*?)(?:s[0-9a-zA-Z]*_)?0B/,
];

/**
 * Lambdas are told apart by their order in their function. Where there is one more or one fewer, old closures might get another lambda's code: unless
 * all that were there have kept name and content, which one that is new at the end lets them.
 */
export function changedLambdas(old: ModuleBuild, current: ModuleBuild, display: Display): string[] {
  const [before, after] = [lambdasOf(old), lambdasOf(current)];
  return [...before].flatMap(([owner, lambdas]) => {
    const now = after.get(owner);
    if (!now || now.size === lambdas.size) return [];
    if ([...lambdas].every(([name, digest]) => now.get(name) === digest)) return [];
    const [first = owner] = now.keys();
    return [
      `${display(current, first)} is one of ${plural(now.size, 'lambda')} where there ${lambdas.size === 1 ? 'was' : 'were'} ${String(lambdas.size)}, and they are told apart by their order alone`,
    ];
  });
}

function lambdasOf(build: ModuleBuild): Map<string, Map<string, string>> {
  const result = new Map<string, Map<string, string>>();
  for (const { name, digest } of build.functions.values()) {
    const owner = LAMBDAS.map((pattern) => pattern.exec(name)?.[1]).find((found) => found !== undefined);
    if (owner === undefined) continue;
    const lambdas = result.get(owner) ?? new Map<string, string>();
    lambdas.set(name, digest);
    result.set(owner, lambdas);
  }
  return result;
}
