import type { LinkedFunction } from '../call-graph/model.js';

/** What has a meaning of its own in a pattern. A star is harmless: it also stands for itself. */
const SPECIAL = /[?[\]{}\\]/;

/** The name that pins one function (docs/eager.md, "Choosing"): as people write it, with its parameters. */
export function patternFor({ signature, symbol }: LinkedFunction): string {
  return SPECIAL.test(signature) ? symbol : signature;
}

/** Every way to write just this function (and, without parameters, its overloads). */
export function exactNames({ signature, symbol }: LinkedFunction): string[] {
  const bare = /^[^(]*/.exec(signature)?.[0] ?? '';
  return [...new Set([symbol, signature, ...(bare === '' ? [] : [bare])])];
}
