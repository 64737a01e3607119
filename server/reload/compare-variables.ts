import type { VariableFacts } from '../../protocol/reload.js';
import type { Comparison } from './comparison.js';
import type { ModuleBuild } from './module-build.js';

/**
 * Variables that exist keep their value; constants of one file get new storage; what would lie otherwise in memory is refused. `known`: types whose
 * change was refused already.
 */
export function compareVariables(
  old: ModuleBuild,
  current: ModuleBuild,
  known: ReadonlySet<string>,
  isCrate: boolean,
  result: Comparison,
): void {
  for (const variable of current.variables.values()) {
    const before = old.variables.get(variable.name);
    if (!before) {
      if (variable.threadLocal)
        result.refusals.push(
          `${nameOf(variable)} is a new thread-local variable, for which running threads have no room`,
        );
      else if (variable.numbered !== true && isNumberedLocal(variable, old, current)) {
        result.refusals.push(
          `${nameOf(variable)} is a new variable among others of its name, which are told apart by their order alone`,
        );
      }
    } else if (variable.numbered || before.numbered) {
      if (variable.value !== before.value) result.replaced.add(variable.name);
    } else if (before.type !== variable.type || before.size !== variable.size) {
      compareTypes(before, variable, known, result);
    } else if (before.local !== variable.local && !isCrate) {
      part(before, variable, result);
    } else {
      compareVariable(before, variable, result);
    }
  }
}

/** A constant may be there twice. */
function part(before: VariableFacts, variable: VariableFacts, { refusals, replaced }: Comparison): void {
  if (variable.constant && before.constant) replaced.add(variable.name);
  else refusals.push(`${nameOf(variable)} is static ${variable.local ? 'now' : 'no longer'}`);
}

function compareVariable(before: VariableFacts, variable: VariableFacts, result: Comparison): void {
  const name = nameOf(variable);
  if (before.threadLocal !== variable.threadLocal) {
    result.refusals.push(`${name} ${variable.threadLocal ? 'became' : 'is no longer'} thread-local`);
  } else if (before.constant !== variable.constant) {
    result.refusals.push(`${name} ${variable.constant ? 'became' : 'is no longer'} constant`);
  } else if (before.value === variable.value) {
    return;
  } else if (!variable.constant) {
    result.notes.push(`${name} keeps its value; its initial value changed`);
  } else if (variable.local) {
    result.replaced.add(variable.name);
  } else if (variable.name.startsWith('_ZTV')) {
    result.refusals.push(`the virtual functions of ${classOf(variable)} changed, and objects of it may live`);
  } else {
    result.refusals.push(`${name} is a constant that changed, and other files may have its old value`);
  }
}

function compareTypes(
  before: VariableFacts,
  variable: VariableFacts,
  known: ReadonlySet<string>,
  result: Comparison,
): void {
  if (variable.name.startsWith('_ZTV')) {
    if (known.size === 0)
      result.refusals.push(`the virtual functions of ${classOf(variable)} changed, and objects of it may live`);
  } else if (before.type !== variable.type || !known.has(variable.type.replace(/(\[\d*\])+$/, ''))) {
    result.refusals.push(`${nameOf(variable)} was ${describe(before)} and is ${describe(variable)}`);
  }
}

function nameOf({ name, display }: VariableFacts): string {
  return display ?? name;
}

/** Of its table of virtual functions. */
function classOf(variable: VariableFacts): string {
  return nameOf(variable).replace(/^vtable for |^_ZTV/, '');
}

function describe({ type, size }: VariableFacts): string {
  return `${type} (${String(size)} bytes)`;
}

/** `count.2`: a static local whose name others of its function have as well. Which of them is new, nobody can tell. */
function isNumberedLocal({ name, local }: VariableFacts, old: ModuleBuild, current: ModuleBuild): boolean {
  if (!local) return false;
  const base = baseOf(name);
  const inOld = [...old.variables.keys()].some((other) => baseOf(other) === base);
  const inCurrent = [...current.variables.keys()].filter((other) => baseOf(other) === base).length;
  return inOld && inCurrent > 1;
}

/** `count` of `count.2`, `_ZZ4stepvE5count` of `_ZZ4stepvE5count_0`. */
function baseOf(name: string): string {
  return name.replace(/\.\d+$/, '').replace(/^(_ZZ.*)_\d+$/, '$1');
}
