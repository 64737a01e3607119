import type { LinkedFunction } from '../call-graph/model.js';
import { definedName } from '../call-graph/names.js';
import type { Program } from '../program/program.js';
import type { Overlay } from '../run/overlay.js';
import { ProblemError } from '../support/problem.js';
import type { Workspace } from '../workspace/workspace.js';

/** What a question is about, found by how a person or an agent would name it; where it is not, the answer says what to do. */

export function programOf(workspace: Workspace, named: string | undefined): Program {
  const all = workspace.programs.programs();
  const fitting = named === undefined ? all : all.filter(({ path, name }) => path === named || name === named);
  const [only, ...others] = fitting;
  if (only && others.length === 0) return only;
  const names = all.map(({ path }) => path).slice(0, 10);
  if (all.length === 0) throw nothing('No program here was built with AutoJIT.', 'Build with "autojit build -- make".');
  throw nothing(
    only ? 'Several programs fit.' : `There is no program ${named ?? ''}.`,
    `Name one of: ${names.join(', ')}.`,
  );
}

/** A run as it lies on the program's call graph. */
export function runOf(
  workspace: Workspace,
  program: Program,
  id: string | undefined,
): { overlay: Overlay; name: string } {
  const { overlay, run } = workspace.runs.overlay(program, id);
  if (run) return { overlay, name: run.summary().name };
  if (id !== undefined) return { overlay, name: id };
  throw nothing(
    `${program.name} has not run yet.`,
    `Run it with the tool "run", or with "autojit run -- ${program.path}".`,
  );
}

export function functionOf(program: Program, named: string): LinkedFunction {
  const { graph } = program;
  const index = graph.find(named);
  const exact = index === undefined ? undefined : graph.functions[index];
  if (exact) return exact;
  const by = (is: (fn: LinkedFunction) => boolean): LinkedFunction[] => graph.functions.filter(is);
  const found = [
    (fn: LinkedFunction) => [fn.symbol, fn.label, fn.signature].includes(named),
    (fn: LinkedFunction) => definedName(fn.signature) === named,
    (fn: LinkedFunction) => fn.signature.toLowerCase().includes(named.toLowerCase()),
  ]
    .map(by)
    .find(({ length }) => length > 0);
  const [only, ...others] = found ?? [];
  if (only && others.length === 0) return only;
  if (!only) throw nothing(`${program.name} has no function ${named}.`, 'It may be inlined everywhere, or misspelled.');
  const some = (found ?? []).slice(0, 8).map(({ id }) => id);
  throw nothing(`${String(found?.length)} functions are called ${named}.`, `Name one of: ${some.join(', ')}.`);
}

export function nothing(message: string, action: string): ProblemError {
  return new ProblemError({ code: 'unreadable', message, action });
}

/** `name  file:line`, as the lines of an answer have it. */
export function placed({ signature, file, line }: LinkedFunction): string {
  return file === undefined ? signature : `${signature}  ${file}:${String(line ?? 1)}`;
}
