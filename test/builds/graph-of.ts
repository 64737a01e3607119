import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GraphSlice } from '../../protocol/graph.js';
import { autojitCommand, build, emptyFolder, succeed } from './support.js';

/**
 * Builds `prog` in a folder of its own, runs it with a trace (`trace.jsonl`), and gives what its graph shows: labels of
 * functions, and `caller kind callee` of calls between them.
 */
export function graphOf(
  files: Record<string, string>,
  command: string[],
  options: string[] = [],
): { nodes: string[]; edges: string[] } {
  const folder = emptyFolder('graph');
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  build(folder, command);
  succeed(folder, ['./prog'], { AUTOJIT_TRACE: 'trace.jsonl', AUTOJIT_ENGINE: 'inprocess' });
  const { stdout } = succeed(folder, [autojitCommand, 'graph', 'prog', '--format', 'json', ...options]);
  const { nodes, edges } = JSON.parse(stdout) as GraphSlice;
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  return {
    nodes: nodes.map(({ label }) => label).sort(),
    edges: edges.map(({ from, kind, to }) => `${labels.get(from) ?? from} ${kind} ${labels.get(to) ?? to}`).sort(),
  };
}
