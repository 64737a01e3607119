import type { GraphNode } from '../../protocol/graph.js';
import { describe, type NameOf, type ShownAround } from '../graph/function-text.js';
import { button } from '../widgets/toolkit.js';

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

  show(node: GraphNode | undefined, nameOf: NameOf, shown?: ShownAround): void {
    this.element.hidden = node === undefined;
    if (!node) return;
    const name = document.createElement('strong');
    name.textContent = node.label;
    const facts = document.createElement('span');
    facts.className = 'facts';
    facts.textContent = describe(node, nameOf, shown).join(' · ');
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
