import { basename } from 'node:path';
import type { FrameName, NamedFunction } from '../../protocol/editor.js';
import { definedName, namespacesOf } from '../call-graph/names.js';
import { canonicalPath, type PlacedFunction } from '../program/source-index.js';
import type { Workspace } from '../workspace/workspace.js';

/** The functions that lines of a stack trace name; null for one that no program here has, or that has no place in a source. */
export function namedFunctions(workspace: Workspace, names: readonly FrameName[]): (NamedFunction | null)[] {
  return names.map((frame) => {
    const found = bySymbol(workspace, frame) ?? byName(workspace, frame);
    const { program, fn, line } = found ?? {};
    if (!program || fn?.file === undefined || line === undefined) return null;
    return { program: program.path, id: fn.id, label: fn.label, file: canonicalPath(fn.file), line };
  });
}

function bySymbol(workspace: Workspace, frame: FrameName): PlacedFunction | undefined {
  for (const program of workspace.programs.programs()) {
    if (!isOf(frame, program.path)) continue;
    const fn = program.graph.functions[program.graph.find(frame.name) ?? -1];
    if (fn?.line !== undefined) return { program, fn, line: fn.line };
  }
  return undefined;
}

function byName(workspace: Workspace, frame: FrameName): PlacedFunction | undefined {
  // What rustc puts behind names so that crates of several versions fit into one program.
  const name = frame.name.replace(/::h[0-9a-f]{16}$/, '');
  const scope = namespacesOf(name).join('::');
  const programs = workspace.programs.programs().filter(({ path }) => isOf(frame, path));
  // A source of several programs is listed as one of them; each has its function.
  const has = ({ fn }: PlacedFunction): boolean => programs.some(({ graph }) => graph.find(fn.id) !== undefined);
  const fitting = workspace.sources
    .everywhere(definedName(name))
    .map((placed) => ({ placed, fit: fitOf(placed, scope, frame.file) }))
    .filter(({ placed, fit }) => fit >= IN_FILE || (fit > 0 && has(placed)));
  return fitting.sort((a, b) => b.fit - a.fit)[0]?.placed;
}

const IN_FILE = 3;

/** 0: another function of that name. A trace may leave namespaces out in front. */
function fitOf({ fn }: PlacedFunction, scope: string, file: string | undefined): number {
  const own = namespacesOf(fn.signature).join('::');
  if (own !== scope && !own.endsWith(`::${scope}`) && scope !== '') return 0;
  const inFile = file !== undefined && fn.file !== undefined && basename(fn.file) === basename(file);
  return (own === scope ? 2 : 1) + (inFile ? IN_FILE - 1 : 0);
}

/** A frame that says nothing of its program may be of any. */
function isOf({ program }: FrameName, path: string): boolean {
  return program === undefined || basename(program) === basename(path);
}
