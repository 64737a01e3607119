import type { GraphNode } from '../../protocol/graph.js';
import { stateOf, type Overlay } from '../run/overlay.js';
import { moduleName } from './link.js';
import type { CallGraph, LinkedFunction } from './model.js';
import { shortName } from './names.js';

export const RESOLVER_ID = 'runtime:resolve';

export function externalId(symbol: string): string {
  return `ext:${symbol}`;
}

/** A function as every client sees it. */
export function functionNode(graph: CallGraph, fn: LinkedFunction, overlay: Overlay): GraphNode {
  const run = overlay.functions.get(fn.index);
  const caller = run?.caller ?? run?.with;
  return {
    id: fn.id,
    label: fn.label,
    signature: fn.signature,
    kind: 'function',
    module: moduleName(fn.source),
    linkage: fn.linkage,
    state: stateOf(fn, overlay),
    reason: fn.reason,
    file: fn.file,
    line: fn.line,
    ...(run?.state === 'materialized' && { ms: run.ms, bytes: run.bytes, order: run.order }),
    ...(run && { thread: run.thread }),
    materializedBy: caller === undefined ? undefined : graph.functions[caller]?.id,
    callers: graph.countCallers(fn.index),
    callees: graph.countCallees(fn.index),
    unresolved: fn.unresolved,
  };
}

export function externalNode(symbol: string, callers: number): GraphNode {
  return {
    id: externalId(symbol),
    label: shortName(symbol),
    signature: symbol,
    kind: 'external',
    module: '',
    callers,
    callees: 0,
    unresolved: 0,
  };
}

export function resolverNode(stubs: number): GraphNode {
  return {
    id: RESOLVER_ID,
    label: 'resolve',
    signature: 'AutoJIT runtime: every stub jumps here on its first call',
    kind: 'runtime',
    module: '',
    callers: stubs,
    callees: 0,
    unresolved: 0,
  };
}
