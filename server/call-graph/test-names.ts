import type { LinkedFunction } from './model.js';

const MOST_OF_END = 16;

/** As its framework calls it: `Suite.Name`. Where a name has several underscores, nobody knows which one is the dot. */
export function testLabel(fn: Pick<LinkedFunction, 'signature'>): string | undefined {
  // Asked of every function of a program.
  if (!/(?:::TestBody|::test_method)\(\)$/.test(fn.signature.slice(-MOST_OF_END))) return undefined;
  const [, typed, name] = /(?:gtest_(?:suite|case)_(\w+)_::)?(\w+)(?:<.*>)?::TestBody\(\)$/.exec(fn.signature) ?? [];
  if (name !== undefined) {
    if (typed !== undefined) return `${typed}.${name}`;
    const [suite = '', label, ...more] = name.replace(/_Test$/, '').split('_');
    return label === undefined || more.length > 0 ? name.replace(/_Test$/, '') : `${suite}.${label}`;
  }
  const [, boost] = /(\w+)::test_method\(\)$/.exec(fn.signature) ?? [];
  if (boost !== undefined) return boost;
  return undefined;
}
