import type { GraphEdge, GraphGroup, GraphSlice, GraphView } from '../../protocol/graph.js';
import { type NameOf, stateText } from '../graph/function-text.js';
import { foldedLabel } from '../graph/picture.js';

/** More rows than this are no list that one listens to. */
const MAX_CHILDREN = 100;

/** Id of a row that stands for instances of a template; no function has such a one. */
const INSTANCES = '×';

export interface OutlineEvents {
  onPick(id: string): void;
  onOpen(id: string): void;
}

export interface OutlineRow {
  id: string;
  text: string;
  /** It is an instance of this template. */
  template?: string | undefined;
}

/** Functions and folded groups of a picture, in words. */
export function outlineRows({ nodes, groups, view }: GraphSlice, nameOf: NameOf): OutlineRow[] {
  return [
    ...nodes
      .filter(({ kind }) => kind !== 'runtime')
      .map((node) => ({ id: node.id, text: `${node.label}, ${stateText(node, nameOf)}`, template: node.template })),
    ...groups.filter(({ folded }) => folded).map((group) => ({ id: group.id, text: groupText(group, view) })),
  ];
}

/** Their labels say what they are. */
const PLAIN: ReadonlySet<GraphGroup['kind']> = new Set(['rest', 'fan', 'shared']);

export function groupText(group: GraphGroup, view: GraphView): string {
  return `${foldedLabel(group, view)}, ${group.folded ? 'folded' : 'open'} ${PLAIN.has(group.kind) ? 'group' : group.kind}`;
}

/** The picture as a tree: the same functions and calls for screen readers, and for who likes lists. */
export class Outline {
  readonly element = document.createElement('nav');
  private readonly tree = document.createElement('ul');
  private texts = new Map<string, string>();
  private callees = new Map<string, string[]>();
  private root: string | undefined;

  constructor(private readonly events: OutlineEvents) {
    this.element.className = 'outline';
    this.element.setAttribute('aria-label', 'Functions in the graph');
    this.tree.setAttribute('role', 'tree');
    this.tree.setAttribute('aria-label', 'Functions and what they call');
    this.tree.addEventListener('keydown', (event) => this.onKey(event));
    this.element.append(this.tree);
  }

  /** Only what changed is made anew, so that nobody loses their place while a run streams. */
  set(rows: readonly OutlineRow[], edges: readonly GraphEdge[], root: string | undefined): void {
    const before = this.texts;
    this.texts = new Map(rows.map(({ id, text }) => [id, text]));
    const callees = new Map<string, string[]>();
    const called = new Set<string>();
    for (const { from, to } of edges) {
      if (!this.texts.has(from) || !this.texts.has(to) || from === to) continue;
      const list = callees.get(from) ?? [];
      if (!list.includes(to)) list.push(to);
      callees.set(from, list);
      called.add(to);
    }
    const templates = new Map(rows.flatMap(({ id, template }) => (template === undefined ? [] : [[id, template]])));
    for (const [id, list] of [...callees]) callees.set(id, this.together(id, list, templates, callees));
    const same = sameCalls(callees, this.callees) && sameKeys(before, this.texts) && root === this.root;
    this.callees = callees;
    this.root = root;
    if (same) return this.relabel();
    // Without a root there is none to come from: modules of a whole program often call each other in circles.
    const tops = [...this.texts.keys()].filter((id) => root === undefined || id === root || !called.has(id));
    tops.sort((a, b) => Number(b === root) - Number(a === root));
    const shown = this.together('', tops, templates, callees);
    this.tree.replaceChildren(...shown.slice(0, MAX_CHILDREN).map((id) => this.item(id, 1, [])));
    const first = this.tree.querySelector<HTMLElement>('[role=treeitem]');
    if (first) first.tabIndex = 0;
    const [only] = this.tree.children;
    if (only instanceof HTMLElement) this.expand(only);
  }

  /** Instances of one template are one row, which opens to them. */
  private together(
    above: string,
    ids: readonly string[],
    templates: ReadonlyMap<string, string>,
    callees: Map<string, string[]>,
  ): string[] {
    const alike = new Map<string, string[]>();
    for (const id of ids) {
      const template = templates.get(id);
      if (template !== undefined) alike.set(template, [...(alike.get(template) ?? []), id]);
    }
    return ids.flatMap((id) => {
      const template = templates.get(id);
      const all = template === undefined ? [] : (alike.get(template) ?? []);
      if (template === undefined || all.length < 2) return [id];
      const row = `${INSTANCES}${above} ${template}`;
      this.texts.set(row, `${template.split('::').slice(-2).join('::')} ×${all.length}`);
      callees.set(row, all);
      return all[0] === id ? [row] : [];
    });
  }

  select(id: string | null): void {
    for (const item of this.items()) item.setAttribute('aria-selected', String(item.dataset['id'] === id));
  }

  private relabel(): void {
    for (const item of this.items()) {
      const id = item.dataset['id'] ?? '';
      const label = item.querySelector('.label');
      const above = JSON.parse(item.dataset['above'] ?? '[]') as string[];
      if (label instanceof HTMLElement) this.write(label, id, above.slice(0, -1));
    }
  }

  /** A circle would go on for ever: its second round is said, and does not open. */
  private textOf(id: string, above: readonly string[]): string {
    return (this.texts.get(id) ?? id) + (above.includes(id) ? ', again' : '');
  }

  /** The list is narrow: what is cut off is in the tooltip. */
  private write(label: HTMLElement, id: string, above: readonly string[]): void {
    label.textContent = this.textOf(id, above);
    label.title = label.textContent;
  }

  private item(id: string, level: number, above: readonly string[]): HTMLElement {
    const item = document.createElement('li');
    item.setAttribute('role', 'treeitem');
    item.setAttribute('aria-level', String(level));
    item.setAttribute('aria-selected', 'false');
    item.dataset['id'] = id;
    item.dataset['above'] = JSON.stringify([...above, id]);
    item.tabIndex = -1;
    const label = document.createElement('span');
    label.className = 'label';
    const again = above.includes(id);
    this.write(label, id, above);
    item.append(label);
    if (!again && (this.callees.get(id)?.length ?? 0) > 0) item.setAttribute('aria-expanded', 'false');
    label.addEventListener('click', () => {
      this.focus(item);
      this.toggle(item);
      this.pick(id);
    });
    label.addEventListener('dblclick', () => this.open(id));
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

  private pick(id: string): void {
    if (!id.startsWith(INSTANCES)) this.events.onPick(id);
  }

  private open(id: string): void {
    if (!id.startsWith(INSTANCES)) this.events.onOpen(id);
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
      ' ': () => this.pick(id),
      Enter: () => this.open(id),
    };
    const action = actions[event.key];
    if (!action) return;
    action();
    event.preventDefault();
    event.stopPropagation();
  }
}

function sameCalls(a: ReadonlyMap<string, string[]>, b: ReadonlyMap<string, string[]>): boolean {
  return JSON.stringify([...a]) === JSON.stringify([...b]);
}

function sameKeys(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key));
}
