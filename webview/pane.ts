import cytoscape from 'cytoscape';
import type { GraphNode, GraphSlice, GraphView } from '../protocol/graph.js';
import { edgeId, foldedLabel, foldOf, labelOf, type Picture, type PictureEdge, type PictureNode } from './picture.js';
import type { Arrangement, Curve, Point } from './layout-messages.js';
import { colorsOf, stylesheet } from './style.js';
import { css, type Theme } from './theme.js';

export interface PaneEvents {
  onPick(id: string | null): void;
  onOpen(id: string): void;
  onFold(module: string): void;
  onHover(node: GraphNode | null, at: Point): void;
}

/** One drawn view. Elements are patched, never made anew, so that nothing loses its place or its selection. */
export class Pane {
  readonly cy: cytoscape.Core;
  view: GraphView = 'regular';
  private functions = new Map<string, GraphNode>();

  constructor(
    container: HTMLElement,
    private theme: Theme,
    private readonly measure: (label: string) => number,
    events: PaneEvents,
  ) {
    this.cy = cytoscape({
      container,
      style: stylesheet(theme),
      minZoom: 0.08,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autounselectify: true,
      // A dragged node would stand in one place here and in another in the other pane.
      autoungrabify: true,
    });
    this.cy.on('tap', (event) => {
      const target = event.target as cytoscape.Core | cytoscape.SingularElementArgument;
      if (target === this.cy) events.onPick(null);
    });
    this.cy.on('tap', 'node', (event) => events.onPick((event.target as cytoscape.NodeSingular).id()));
    this.cy.on('dbltap', 'node', (event) => {
      const node = event.target as cytoscape.NodeSingular;
      const module = node.data('module') as string | undefined;
      if (module !== undefined) events.onFold(module);
      else events.onOpen(node.id());
    });
    this.cy.on('mouseover', 'node', (event) => {
      const node = event.target as cytoscape.NodeSingular;
      events.onHover(this.functions.get(node.id()) ?? null, node.renderedPosition());
    });
    this.cy.on('mouseout pan zoom', () => events.onHover(null, { x: 0, y: 0 }));
  }

  /** Draws a picture at these places; what stays keeps its element. */
  show(slice: GraphSlice, picture: Picture, { positions, curves }: Arrangement): void {
    this.view = slice.view;
    this.functions = new Map(slice.nodes.map((node) => [node.id, node]));
    const nodes = new Map(picture.nodes.map((node) => [node.id, node]));
    const edges = new Map(picture.edges.map((edge) => [edge.id, edge]));
    this.cy.batch(() => {
      this.cy
        .edges()
        .filter((edge) => !edges.has(edge.id()))
        .remove();
      // Boxes come first in a picture, so a function finds its box; one that goes is empty by then.
      for (const node of picture.nodes) this.put(node, slice.root, positions);
      this.cy
        .nodes()
        .filter((node) => !nodes.has(node.id()))
        .remove();
      for (const edge of picture.edges) this.putEdge(edge, curves[`${edge.from}->${edge.to}`]);
    });
  }

  /** New states of functions while a program runs. Functions that are not in the picture only count. */
  patch(changes: readonly GraphNode[]): void {
    const modules = new Set<string>();
    this.cy.batch(() => {
      for (const node of changes) {
        if (!this.functions.has(node.id)) continue;
        this.functions.set(node.id, node);
        modules.add(node.module);
        const element = this.cy.getElementById(node.id);
        if (element.empty()) continue;
        element.data(this.dataOf(node));
        element.classes(classesOf(node, this.view, element.hasClass('root'), element));
        if (this.view === 'live') this.observe(node);
      }
      for (const module of modules) {
        const fold = this.cy.getElementById(foldOf(module));
        if (fold.nonempty()) fold.data('label', foldedLabel(module, this.functions.values(), this.view));
      }
    });
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.cy.batch(() => {
      this.cy.nodes().forEach((element) => {
        const node = this.functions.get(element.id());
        element.data(node ? this.dataOf(node) : { text: css(theme.muted), fill: css(theme.background) });
      });
    });
    this.cy.style(stylesheet(theme));
  }

  get(id: string): GraphNode | undefined {
    return this.functions.get(id);
  }

  get nodes(): Iterable<GraphNode> {
    return this.functions.values();
  }

  /** Dims all but these; null shows everything again. */
  focus(ids: ReadonlySet<string> | null, picked: string | null): void {
    this.cy.batch(() => {
      this.cy.nodes().forEach((node) => {
        node.toggleClass('dim', ids !== null && !ids.has(node.id()));
        node.toggleClass('picked', node.id() === picked);
      });
      this.cy.edges().forEach((edge) => {
        const far = ids !== null && !(ids.has(edge.source().id()) && ids.has(edge.target().id()));
        const beside = picked !== null && edge.source().id() !== picked && edge.target().id() !== picked;
        edge.toggleClass('dim', far || (ids !== null && beside));
      });
    });
  }

  private put(node: PictureNode, root: string | undefined, positions: Record<string, Point>): void {
    const position = positions[node.id];
    const data = node.node ? this.dataOf(node.node) : this.boxData(node);
    const existing = this.cy.getElementById(node.id);
    if (existing.nonempty()) {
      if ((existing.parent().first().id() as string | undefined) !== node.parent)
        existing.move({ parent: node.parent ?? null });
      existing.data(data);
      if (node.node) existing.classes(classesOf(node.node, this.view, node.id === root, existing));
      if (position) existing.position({ ...position });
      return;
    }
    this.cy.add({
      group: 'nodes',
      data: { ...data, id: node.id, ...(node.parent === undefined ? {} : { parent: node.parent }) },
      classes: node.node ? classesOf(node.node, this.view, node.id === root) : [node.kind],
      ...(position ? { position: { ...position } } : {}),
    });
  }

  private dataOf(node: GraphNode): Record<string, unknown> {
    const label = labelOf(node);
    return {
      label,
      width: this.measure(label),
      state: node.state,
      kind: node.kind,
      ...colorsOf(node, this.view, this.theme),
    };
  }

  private boxData(node: PictureNode): Record<string, unknown> {
    return {
      label: node.label,
      width: this.measure(node.label),
      kind: node.kind,
      module: node.id.slice(node.id.indexOf(':') + 1),
      text: css(this.theme.muted),
      fill: css(this.theme.background),
    };
  }

  /** The call that brought a function in becomes visible the moment it is reported. */
  private observe(node: GraphNode): void {
    const from = node.materializedBy;
    if (from === undefined || this.cy.getElementById(from).empty()) return;
    const id = edgeId('observed', from, node.id);
    const known = this.cy.getElementById(id);
    if (known.nonempty()) known.addClass('observed');
    else this.putEdge({ id, from, to: node.id, kind: 'observed', observed: true, sites: 1 });
  }

  private putEdge({ id, from, to, kind, observed, sites }: PictureEdge, curve?: Curve): void {
    const classes = observed && kind !== 'observed' ? [kind, 'observed'] : [kind];
    const existing = this.cy.getElementById(id);
    if (curve && kind !== 'runtime') classes.push('curved');
    if (existing.nonempty()) {
      if (existing.hasClass('dim')) classes.push('dim');
      existing.data({ kind, sites, ...curve });
      existing.classes(classes);
    } else this.cy.add({ group: 'edges', data: { id, source: from, target: to, kind, sites, ...curve }, classes });
  }
}

/** A regular program has no stubs: there, each function is simply code. */
function classesOf(node: GraphNode, view: GraphView, root: boolean, previous?: cytoscape.NodeSingular): string[] {
  const classes: string[] = [node.kind];
  if (node.kind === 'function') classes.push(view === 'regular' ? 'plain' : `state-${node.state ?? 'unknown'}`);
  if (root) classes.push('root');
  for (const kept of ['dim', 'picked']) if (previous?.hasClass(kept)) classes.push(kept);
  return classes;
}
