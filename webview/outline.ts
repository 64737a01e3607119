import type { GraphEdge, GraphNode } from '../protocol/graph.js';
import { stateText } from './details.js';

/** More rows than this are no list that one listens to. */
const MAX_CHILDREN = 100;

export interface OutlineEvents {
  onPick(id: string): void;
  onOpen(id: string): void;
}

/** The picture as a tree: the same functions and calls for screen readers, and for who likes lists. */
export class Outline {
  readonly element = document.createElement('nav');
  private readonly tree = document.createElement('ul');
  private nodes = new Map<string, GraphNode>();
  private callees = new Map<string, string[]>();
  private nameOf: (id: string) => string = (id) => id;

  constructor(private readonly events: OutlineEvents) {
    this.element.className = 'outline';
    this.element.setAttribute('aria-label', 'Functions in the graph');
    this.tree.setAttribute('role', 'tree');
    this.tree.setAttribute('aria-label', 'Functions and what they call');
    this.tree.addEventListener('keydown', (event) => this.onKey(event));
    this.element.append(this.tree);
  }

  /** Only what changed is made anew, so that nobody loses their place while a run streams. */
  set(
    nodes: readonly GraphNode[],
    edges: readonly GraphEdge[],
    root: string | undefined,
    nameOf: (id: string) => string,
  ): void {
    this.nameOf = nameOf;
    this.nodes = new Map(nodes.filter(({ kind }) => kind !== 'runtime').map((node) => [node.id, node]));
    const callees = new Map<string, string[]>();
    const called = new Set<string>();
    for (const { from, to } of edges) {
      if (!this.nodes.has(from) || !this.nodes.has(to) || from === to) continue;
      const list = callees.get(from) ?? [];
      if (!list.includes(to)) list.push(to);
      callees.set(from, list);
      called.add(to);
    }
    const same = JSON.stringify([...callees]) === JSON.stringify([...this.callees]) && this.tree.childElementCount > 0;
    this.callees = callees;
    if (same) return this.relabel();
    const tops = [...this.nodes.keys()].filter((id) => id === root || !called.has(id));
    tops.sort((a, b) => Number(b === root) - Number(a === root));
    this.tree.replaceChildren(...tops.slice(0, MAX_CHILDREN).map((id) => this.item(id, 1, [])));
    const first = this.tree.querySelector<HTMLElement>('[role=treeitem]');
    if (first) first.tabIndex = 0;
    const [only] = this.tree.children;
    if (only instanceof HTMLElement) this.expand(only);
  }

  select(id: string | null): void {
    for (const item of this.items()) item.setAttribute('aria-selected', String(item.dataset['id'] === id));
  }

  private relabel(): void {
    for (const item of this.items()) {
      const node = this.nodes.get(item.dataset['id'] ?? '');
      const label = item.querySelector('.label');
      if (node && label) label.textContent = this.textOf(node);
    }
  }

  private textOf(node: GraphNode): string {
    return `${node.label}, ${stateText(node, this.nameOf)}`;
  }

  private item(id: string, level: number, above: readonly string[]): HTMLElement {
    const item = document.createElement('li');
    const node = this.nodes.get(id);
    item.setAttribute('role', 'treeitem');
    item.setAttribute('aria-level', String(level));
    item.setAttribute('aria-selected', 'false');
    item.dataset['id'] = id;
    item.dataset['above'] = JSON.stringify([...above, id]);
    item.tabIndex = -1;
    const label = document.createElement('span');
    label.className = 'label';
    // A circle would go on for ever.
    const again = above.includes(id);
    label.textContent = (node ? this.textOf(node) : id) + (again ? ', again' : '');
    item.append(label);
    if (!again && (this.callees.get(id)?.length ?? 0) > 0) item.setAttribute('aria-expanded', 'false');
    label.addEventListener('click', () => {
      this.focus(item);
      this.toggle(item);
      this.events.onPick(id);
    });
    label.addEventListener('dblclick', () => this.events.onOpen(id));
    return item;
  }

  private expand(item: HTMLElement): void {
    if (item.getAttribute('aria-expanded') !== 'false') return;
    item.setAttribute('aria-expanded', 'true');
    const above = JSON.parse(item.dataset['above'] ?? '[]') as string[];
    const list = document.createElement('ul');
    list.setAttribute('role', 'group');
    const callees = this.callees.get(item.dataset['id'] ?? '') ?? [];
    list.append(...callees.slice(0, MAX_CHILDREN).map((id) => this.item(id, above.length + 1, above)));
    item.append(list);
  }

  private collapse(item: HTMLElement): void {
    item.setAttribute('aria-expanded', 'false');
    item.querySelector('ul')?.remove();
  }

  private toggle(item: HTMLElement): void {
    if (item.getAttribute('aria-expanded') === 'true') this.collapse(item);
    else this.expand(item);
  }

  private items(): HTMLElement[] {
    return [...this.tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
  }

  private focus(item: HTMLElement | undefined): void {
    if (!item) return;
    for (const other of this.items()) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const item = (event.target as HTMLElement).closest<HTMLElement>('[role=treeitem]');
    if (!item) return;
    const items = this.items();
    const at = items.indexOf(item);
    const open = item.getAttribute('aria-expanded') === 'true';
    const id = item.dataset['id'] ?? '';
    const actions: Record<string, () => void> = {
      ArrowDown: () => this.focus(items[at + 1]),
      ArrowUp: () => this.focus(items[at - 1]),
      ArrowRight: () => (open ? this.focus(items[at + 1]) : this.expand(item)),
      ArrowLeft: () =>
        open
          ? this.collapse(item)
          : this.focus(item.parentElement?.closest<HTMLElement>('[role=treeitem]') ?? undefined),
      Home: () => this.focus(items[0]),
      End: () => this.focus(items.at(-1)),
      ' ': () => this.events.onPick(id),
      Enter: () => this.events.onOpen(id),
    };
    const action = actions[event.key];
    if (!action) return;
    action();
    event.preventDefault();
    event.stopPropagation();
  }
}
