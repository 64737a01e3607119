import type { FileState } from '../../protocol/editor.js';
import type { FunctionState } from '../../protocol/graph.js';
import type { LinkedFunction } from '../call-graph/model.js';
import type { Program } from '../program/program.js';
import { type Overlay, stateOf } from '../run/overlay.js';
import type { Workspace } from '../workspace/workspace.js';
import { placesIn } from './places.js';
import { instancesText } from './state-text.js';

/** What the last run did to the functions of a file; nothing of programs that never ran. Tests are theirs who list them. */
export function fileStates(workspace: Workspace, file: string, lines: readonly string[]): FileState[] {
  const overlays = new Map<Program, Overlay | undefined>();
  return placesIn(workspace, file, lines).places.flatMap(({ program, fns, range }) => {
    if (!overlays.has(program)) {
      const { overlay, run } = workspace.runs.overlay(program);
      overlays.set(program, run && overlay);
    }
    const overlay = overlays.get(program);
    if (!overlay) return [];
    return [
      { line: range.start.line + 1, state: strongest(fns, overlay), text: instancesText(program.graph, fns, overlay) },
    ];
  });
}

/** Where instances of a template are in several states, what says most of the run. */
const ORDER: readonly FunctionState[] = ['failed', 'materializing', 'materialized', 'inlined', 'eager', 'stub'];

function strongest(fns: readonly LinkedFunction[], overlay: Overlay): FunctionState {
  const states = new Set(fns.map((fn) => stateOf(fn, overlay)));
  return ORDER.find((state) => states.has(state)) ?? 'stub';
}
