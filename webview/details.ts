import type { GraphNode } from '../protocol/graph.js';
import { formatBytes, formatMs, plural } from '../protocol/text.js';
import { button } from './toolkit.js';

export interface DetailsEvents {
  onOpen(id: string): void;
  onRoot(id: string): void;
}

/** The bar under the graph: the whole story of the function that is selected. */
export class Details {
  readonly element = document.createElement('div');

  constructor(private readonly events: DetailsEvents) {
    this.element.className = 'details';
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  show(node: GraphNode | undefined, nameOf: (id: string) => string): void {
    this.element.hidden = node === undefined;
    if (!node) return;
    const name = document.createElement('strong');
    name.textContent = node.label;
    const facts = document.createElement('span');
    facts.className = 'facts';
    facts.textContent = describe(node, nameOf).join(' · ');
    const buttons = document.createElement('span');
    buttons.className = 'buttons';
    if (node.file !== undefined) {
      buttons.append(
        button({
          label: 'Open source',
          icon: 'go-to-file',
          appearance: 'secondary',
          onClick: () => this.events.onOpen(node.id),
        }),
      );
    }
    if (node.kind === 'function') {
      buttons.append(
        button({
          label: 'Start here',
          icon: 'type-hierarchy',
          appearance: 'secondary',
          title: 'Make this function the root of the graph',
          onClick: () => this.events.onRoot(node.id),
        }),
      );
    }
    this.element.replaceChildren(name, facts, buttons);
    this.element.title = node.signature;
  }
}

export function describe(node: GraphNode, nameOf: (id: string) => string): string[] {
  const facts: string[] = [];
  if (node.file !== undefined) facts.push(`${baseName(node.file)}${node.line === undefined ? '' : `:${node.line}`}`);
  facts.push(stateText(node, nameOf));
  if (node.bytes !== undefined && node.bytes > 0) facts.push(formatBytes(node.bytes));
  facts.push(callersText(node));
  facts.push(node.callees === 0 ? 'no callees' : plural(node.callees, 'callee'));
  if (node.unresolved > 0) facts.push(`${plural(node.unresolved, 'indirect call')} unresolved`);
  return facts;
}

/** "No callers" is a finding; what cannot be computed is said as such. */
export function callersText({ callers, callersUnknown }: GraphNode): string {
  if (callers > 0) return plural(callers, 'caller');
  return callersUnknown === undefined ? 'no callers' : `no callers found: ${callersUnknown}`;
}

export function stateText(node: GraphNode, nameOf: (id: string) => string): string {
  if (node.kind === 'external') return 'external, compiled elsewhere';
  if (node.kind === 'runtime') return 'asks the engine for code on the first call';
  switch (node.state) {
    case 'materialized': {
      const time = node.ms === undefined ? '' : ` ${formatMs(node.ms)}`;
      const by = node.materializedBy === undefined ? '' : ` by ${nameOf(node.materializedBy)}`;
      return `materialized${time}${by}`;
    }
    case 'eager':
      return node.reason ? `eager: ${node.reason.text}` : 'eager';
    case 'stub':
      return node.touched === 'b' ? 'touched by the other run only' : 'stub, never called';
    case 'materializing':
      return 'materializing';
    case 'failed':
      return 'failed';
    case undefined:
      return 'state unknown';
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
