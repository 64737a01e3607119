import type { FunctionId } from '../../protocol/graph.js';
import { type Frame, functionOfFrame } from '../program/frames.js';
import type { Program } from '../program/program.js';
import { canonicalPath } from '../program/source-index.js';
import type { Workspace } from './workspace.js';

/**
 * Where a program stands: the functions of a stack that are known, innermost first. Without the program's path, the one that
 * knows most of them is meant.
 */
export function stackOf(
  workspace: Workspace,
  path: string | undefined,
  frames: readonly Frame[],
): { program: string; ids: FunctionId[] } | null {
  const all = workspace.programs.programs();
  const named = path === undefined ? undefined : canonicalPath(path);
  const meant = named === undefined ? all : all.filter((program) => program.path === named);
  const stacks = meant.map((program) => ({ program: program.path, ids: idsOf(program, frames) }));
  const [best] = stacks.sort((a, b) => b.ids.length - a.ids.length);
  return best && best.ids.length > 0 ? best : null;
}

function idsOf({ graph }: Program, frames: readonly Frame[]): FunctionId[] {
  const ids = frames.flatMap((frame) => graph.functions[functionOfFrame(graph, frame) ?? -1]?.id ?? []);
  return [...new Set(ids)];
}
