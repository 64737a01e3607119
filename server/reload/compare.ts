import type { FunctionFacts } from '../../protocol/reload.js';
import { append } from '../support/grouped.js';
import type { Comparison, Display } from './comparison.js';
import { changedLayouts } from './compare-layouts.js';
import { changedInitializers, isInitializer } from './compare-initializers.js';
import { compareVariables } from './compare-variables.js';
import { changedLambdas } from './compare-lambdas.js';
import type { ModuleBuild } from './module-build.js';

/** Larger bodies are never offered for inlining (LargestInReloads in toolchain/engine/Extract.h), with room for what is counted otherwise there. */
const LARGEST_INLINED = 64;

export interface CompareOptions {
  /** Types are not compared. */
  force: boolean;
  display: Display;
  /** Modules of one crate: whether the linker knows a name says nothing about it. */
  isCrate?: boolean;
}

export function compareBuilds(old: ModuleBuild, current: ModuleBuild, options: CompareOptions): Comparison {
  const result: Comparison = {
    refusals: [],
    notes: [],
    changed: [],
    affected: [],
    added: [],
    replaced: new Set(),
    recast: new Set(),
    parted: new Set(),
    kept: new Set(),
  };
  if (!options.force) {
    if (!old.types || !current.types) {
      result.refusals.push(
        `${current.source} was compiled without debug information, so nobody knows whether its types changed; compile it with -g`,
      );
    }
    result.refusals.push(...changedLayouts(old, current, options.display));
  }
  // A layout that is refused by its type and field says all about what has it inside.
  const known = new Set(result.refusals.length > 0 ? current.layouts.map(({ name }) => name) : []);
  compareVariables(old, current, known, options.isCrate === true, result);
  compareFunctions(old, current, options, result);
  keepNames(old, current, result);
  result.refusals.push(...changedInitializers(old, current));
  result.refusals.push(...changedLambdas(old, current, options.display));
  findAffected(old, current, result);
  return result;
}

function compareFunctions(
  old: ModuleBuild,
  current: ModuleBuild,
  { display, isCrate }: CompareOptions,
  result: Comparison,
): void {
  for (const f of current.functions.values()) {
    if (f.inline) continue;
    const before = old.functions.get(f.name);
    const name = display(current, f.name);
    if (f.eager !== undefined) {
      if (!isInitializer(f.name)) compareEager(before, f, name, result);
    } else if (!before || before.inline) result.added.push(f.name);
    else if (before.eager !== undefined)
      result.refusals.push(`${name} was eager (${before.eager}), so its code is fixed in the program`);
    else if (before.type !== f.type)
      makeAnother(before, f, `the parameters or result of ${name} changed`, result.recast, result);
    else if (before.local !== f.local && !isCrate) makeAnother(before, f, parting(f, name), result.parted, result);
    else if (before.digest !== f.digest) result.changed.push(f.name);
  }
}

function compareEager(before: FunctionFacts | undefined, f: FunctionFacts, name: string, result: Comparison): void {
  const why = f.eager ?? '';
  if (!before) result.refusals.push(`${name} is new and eager (${why}), and only lazy functions can be added`);
  else if (before.eager === undefined) result.refusals.push(`${name} became eager (${why})`);
  else if (before.digest !== f.digest)
    result.refusals.push(`${name} changed and is eager (${why}), so its code is fixed in the program`);
}

/** Code that runs goes on to call the old one, so it becomes another function; but whoever kept its address cannot be asked. */
function makeAnother(
  before: FunctionFacts,
  f: FunctionFacts,
  why: string,
  kind: Set<string>,
  { refusals, added }: Comparison,
): void {
  if (before.addressTaken || f.addressTaken) {
    refusals.push(`${why}, and its address is kept somewhere`);
    return;
  }
  kind.add(f.name);
  added.push(f.name);
}

function keepNames(old: ModuleBuild, current: ModuleBuild, { recast, parted, kept }: Comparison): void {
  for (const name of current.variables.keys()) if (old.variables.has(name)) kept.add(name);
  for (const name of current.functions.keys()) {
    if (old.functions.has(name) && !recast.has(name) && !parted.has(name)) kept.add(name);
  }
}

const parting = ({ local }: FunctionFacts, name: string): string => `${name} is static ${local ? 'now' : 'no longer'}`;

/** Whoever may hold a copy of what changed: of a constant's value, of a body that may be inlined, of a call that goes elsewhere now. */
function findAffected(old: ModuleBuild, current: ModuleBuild, result: Comparison): void {
  const users = new Map<string, FunctionFacts[]>();
  for (const f of current.functions.values()) {
    for (const used of f.uses ?? []) append(users, used, f);
  }
  const known = new Set([...result.changed, ...result.added]);
  const work = [...inlinedSeeds(old, current, known), ...result.replaced, ...result.recast, ...result.parted];
  for (let at = 0; at < work.length; at += 1) {
    for (const user of users.get(work[at] ?? '') ?? []) {
      if (known.has(user.name) || user.eager !== undefined) continue;
      known.add(user.name);
      if (!user.inline) result.affected.push(user.name);
      if (mayHaveCopies(user.name, old)) work.push(user.name);
    }
  }
}

/** What changed and may be inlined, also where it exists for nothing else, and what was and is another module's now. */
function inlinedSeeds(old: ModuleBuild, current: ModuleBuild, known: ReadonlySet<string>): string[] {
  const changed = [...current.functions.values()].filter(
    (f) => known.has(f.name) || (f.inline && old.functions.get(f.name)?.digest !== f.digest),
  );
  const gone = [...old.functions.values()].filter(({ name }) => !current.functions.has(name));
  return [...changed, ...gone].map(({ name }) => name).filter((name) => mayHaveCopies(name, old));
}

/** Copies that run are of the old body, however large the new one is. */
function mayHaveCopies(name: string, old: ModuleBuild): boolean {
  const f = old.functions.get(name);
  return f !== undefined && isInlined(f, old);
}

function isInlined(f: FunctionFacts, build: ModuleBuild): boolean {
  return f.always === true || f.inline === true || (build.level !== 0 && f.instructions <= LARGEST_INLINED);
}
