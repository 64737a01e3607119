import type { Comparison } from './comparison.js';
import type { ModuleBuild } from './module-build.js';

/**
 * A crate of Rust becomes several modules of one source, and rustc moves functions and statics among them as it sees fit. A name means the same in all
 * of them, whether the linker knows it or not, so they are compared as one. Names of other languages say no such thing: a source of C may be in a
 * program twice, each with a `count` of its own.
 */

const RUST = /^(_R[A-Z]|_ZN.*17h[0-9a-f]{16}E)/;

export function isRust({ slots }: ModuleBuild): boolean {
  for (const name of slots.keys()) if (RUST.test(name)) return true;
  return false;
}

/** What the modules are together; of what several have, the first one's counts. Constants of the compiler's own are each module's. */
export function together(builds: readonly ModuleBuild[]): ModuleBuild | undefined {
  const [first] = builds;
  const later = [...builds].reverse();
  return (
    first && {
      ...first,
      types: builds.every(({ types }) => types),
      imports: [...new Set(builds.flatMap(({ imports }) => imports))],
      slots: new Map(later.flatMap(({ slots }) => [...slots])),
      functions: new Map(later.flatMap(({ functions }) => [...functions])),
      variables: new Map(later.flatMap(({ variables }) => [...variables].filter(([, { numbered }]) => !numbered))),
      layouts: [...new Map(later.flatMap(({ layouts }) => layouts.map((one) => [one.name, one]))).values()],
    }
  );
}

/** What a comparison of all modules says of one of them. Its own constants are not those of this name elsewhere, so they come along. */
export function partOf(all: Comparison, build: ModuleBuild): Comparison {
  const own = (names: readonly string[]): string[] => names.filter((name) => build.slots.has(name));
  const numbered = [...build.variables.values()].filter((variable) => variable.numbered).map(({ name }) => name);
  return {
    ...all,
    changed: own(all.changed),
    affected: own(all.affected),
    added: own(all.added),
    replaced: new Set([...all.replaced, ...numbered]),
  };
}
