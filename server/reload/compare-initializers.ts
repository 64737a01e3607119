import type { FunctionFacts } from '../../protocol/reload.js';
import type { ModuleBuild } from './module-build.js';

/** What clang makes to run before main: one function for each variable, and one that calls them. */
const OF_ONE = /^__cxx_global_(var_init|array_dtor)(\.\d+)?$/;
const OF_ALL = /^_GLOBAL__(sub_)?[ID]_/;

export function isInitializer(name: string): boolean {
  return OF_ONE.test(name) || OF_ALL.test(name);
}

/** Initializers ran when the program started, and their names are numbers that move: they are compared by the variable that they make. */
export function changedInitializers(old: ModuleBuild, current: ModuleBuild): string[] {
  const [before, after] = [initializersOf(old), initializersOf(current)];
  return [...after].flatMap(([variable, digest]) => {
    if (before.get(variable) === digest) return [];
    return before.has(variable)
      ? [`how ${variable} is made changed, which happens only when the program starts`]
      : [`${variable} is new and has an initializer, which runs only when the program starts`];
  });
}

function initializersOf(build: ModuleBuild): Map<string, string> {
  const result = new Map<string, string>();
  for (const f of build.functions.values()) {
    const variable = OF_ONE.test(f.name) ? variableOf(f, build) : undefined;
    if (variable !== undefined) result.set(variable, (result.get(variable) ?? '') + f.digest);
  }
  return result;
}

function variableOf({ uses, name }: FunctionFacts, build: ModuleBuild): string {
  const made = uses
    ?.map((used) => build.variables.get(used))
    .find((variable) => variable && variable.numbered !== true);
  return made?.display ?? made?.name ?? name;
}
