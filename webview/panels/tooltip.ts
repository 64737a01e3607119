import type { GraphNode } from '../../protocol/graph.js';
import { type NameOf, stateText } from '../graph/function-text.js';
import type { Point } from '../layout/layout-messages.js';

/** Full signature and state beside the pointer; the node itself has only the short name. */
export class Tooltip {
  readonly element = document.createElement('div');

  constructor() {
    this.element.className = 'tooltip';
    this.element.setAttribute('role', 'tooltip');
    this.element.hidden = true;
  }

  hide(): void {
    this.element.hidden = true;
  }

  show(node: GraphNode, at: Point, nameOf: NameOf): void {
    const signature = document.createElement('div');
    signature.className = 'signature';
    signature.textContent = node.signature;
    const state = document.createElement('div');
    state.textContent = stateText(node, nameOf);
    this.element.replaceChildren(signature, state);
    this.element.hidden = false;
    const area = this.element.parentElement?.getBoundingClientRect();
    const width = this.element.offsetWidth;
    const height = this.element.offsetHeight;
    const right = (area?.width ?? width) - width - 8;
    const above = at.y - height - 18;
    this.element.style.left = `${Math.max(8, Math.min(at.x - width / 2, right))}px`;
    this.element.style.top = `${above > 4 ? above : at.y + 20}px`;
  }
}
