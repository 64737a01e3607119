import type { CallDirection, RelatedCall, RelatedCalls } from '../../protocol/editor.js';
import { certaintyOf, doubtOf } from '../call-graph/certainty.js';
import type { LinkedCallGraph } from '../call-graph/linked-call-graph.js';
import type { FunctionIndex } from '../call-graph/model.js';
import { whyMoreCallers } from '../picture/nodes.js';
import { canonicalPath } from '../program/source-index.js';
import type { Workspace } from '../workspace/workspace.js';
import type { LinesNow } from './lines-now.js';

/** A peek or a tree that lists more is not read. */
const MOST = 200;

/** Who calls a function, or whom it calls, with how sure that is. Functions of other libraries have no place, and are not there. */
export async function relatedCalls(
  workspace: Workspace,
  { program: path, id, direction }: { program: string; id: string; direction: CallDirection },
  now: LinesNow,
): Promise<RelatedCalls> {
  const { program, fn } = workspace.linked(path, id);
  const { graph } = program;
  const { observed } = workspace.runs.overlay(program).overlay;
  const ends = (other: FunctionIndex): [FunctionIndex, FunctionIndex] =>
    direction === 'callers' ? [other, fn.index] : [fn.index, other];
  const others = direction === 'callers' ? graph.callers(fn.index) : [...new Set(graph.callees(fn.index))];
  const all = others
    .map((other) => {
      const [from, to] = ends(other);
      return { other, certainty: certaintyOf(graph, from, to), observed: observed.get(from)?.has(to) ?? false };
    })
    .sort((a, b) => doubtOf(a.certainty) - doubtOf(b.certainty) || Number(b.observed) - Number(a.observed));
  const shown = all.slice(0, MOST);
  const calls = await Promise.all(
    shown.map(async ({ other, ...sure }): Promise<RelatedCall> => {
      const linked = graph.functions[other];
      const at = await callNow(graph, ends(other), now);
      return {
        ...{ id: linked?.id ?? '', label: linked?.label ?? '', ...sure },
        ...(await placeNow(linked, now)),
        ...(at !== undefined && { at }),
      };
    }),
  );
  const unknown = direction === 'callers' ? whyMoreCallers(graph, fn, program.modulesMissing) : undefined;
  return {
    label: fn.label,
    ...(await placeNow(fn, now)),
    calls,
    omitted: all.length - shown.length,
    ...(unknown !== undefined && { unknown }),
  };
}

type Placed = { file: string | undefined; line: number | undefined };

async function placeNow(fn: Placed | undefined, now: LinesNow): Promise<{ file?: string; line?: number }> {
  if (fn?.file === undefined || fn.line === undefined) return {};
  const file = canonicalPath(fn.file);
  return { file, line: (await now.of(file, fn.line)) ?? fn.line };
}

async function callNow(
  graph: LinkedCallGraph,
  [from, to]: [FunctionIndex, FunctionIndex],
  now: LinesNow,
): Promise<number | undefined> {
  const line = graph.callLine(from, to);
  const file = graph.functions[from]?.file;
  return line === undefined || file === undefined ? undefined : now.of(canonicalPath(file), line);
}
