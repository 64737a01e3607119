import type { GraphNode } from '../../protocol/graph.js';
import { stateWords } from '../../protocol/state-text.js';
import { formatBytes, plural } from '../../protocol/text.js';

/** A function of the picture in words: details, tooltip, list, export and announcements say the same. */

/** Label of a function in the picture, where it may be longer than its short name; undefined for one that is not in it. */
export type NameOf = (id: string) => string | undefined;

/** Callers and callees of a function that a picture draws. */
export interface ShownAround {
  callers: number;
  callees: number;
}

export function describe(node: GraphNode, nameOf: NameOf, shown?: ShownAround): string[] {
  const facts: string[] = [];
  if (node.file !== undefined) facts.push(`${baseName(node.file)}${node.line === undefined ? '' : `:${node.line}`}`);
  facts.push(stateText(node, nameOf));
  if (node.bytes !== undefined && node.bytes > 0) facts.push(formatBytes(node.bytes));
  facts.push(withShown(callersText(node), node.callers, shown?.callers));
  facts.push(
    withShown(node.callees === 0 ? 'no callees' : plural(node.callees, 'callee'), node.callees, shown?.callees),
  );
  if (node.shared) facts.push(`calls ${node.shared.map(({ label }) => label).join(', ')}, as everything does`);
  if (node.unresolved > 0) facts.push(`${plural(node.unresolved, 'indirect call')} unresolved`);
  return facts;
}

/** `18 callees · 2 shown`, where the picture has not all of them. */
function withShown(text: string, all: number, shown: number | undefined): string {
  return shown === undefined || shown >= all ? text : `${text} · ${shown} shown`;
}

/** "No callers" is a finding; what cannot be computed is said as such. */
export function callersText({ callers, callersUnknown }: GraphNode): string {
  if (callers > 0) return plural(callers, 'caller');
  return callersUnknown === undefined ? 'no callers' : `no callers found: ${callersUnknown}`;
}

export function stateText(node: GraphNode, nameOf: NameOf): string {
  if (node.kind === 'external') return 'external, compiled elsewhere';
  if (node.kind === 'runtime') return 'asks the engine for code on the first call';
  const { state } = node;
  if (state === undefined) return 'state unknown';
  const words = stateWords({ ...node, state });
  if (state === 'stub') return node.touched === 'b' ? 'touched by the other run only' : `${words}, never called`;
  const by = state === 'materialized' ? callerName(node, nameOf) : undefined;
  return by === undefined ? words : `${words} by ${by}`;
}

function callerName({ materializedBy, materializedByName }: GraphNode, nameOf: NameOf): string | undefined {
  return (materializedBy === undefined ? undefined : nameOf(materializedBy)) ?? materializedByName;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
