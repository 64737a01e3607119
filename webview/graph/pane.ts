import cytoscape from 'cytoscape';
import { SliceFold } from '../../protocol/fold-slice.js';
import type { GraphGroup, GraphNode, GraphSlice, GraphView, StateChange } from '../../protocol/graph.js';
import type { Arrangement, Curve, Point } from '../layout/layout-messages.js';
import type { ShownAround } from './function-text.js';
import { jumpsOf } from './jumps.js';
import { type DrawnMarks, drawMarks, type Mark, marksOf, type TextWidth } from './marks.js';
import { edgeId, foldedLabel, labelOf, type Picture, type PictureEdge, type PictureNode } from './picture.js';
import { colorsOf, stylesheet } from './style.js';
import { css, type Theme } from './theme.js';

export interface PaneEvents {
  onPick(id: string | null): void;
  /** Callees that are not in the picture. */
  onMore(id: string): void;
  onOpen(id: string): void;
  onFold(group: string): void;
  /** Relative to the pane. */
  onMenu(id: string, at: Point): void;
  onHover(node: GraphNode | null, at: Point): void;
}

export interface Widths {
  /** Of a box for a label. */
  label: (label: string, bold: boolean) => number;
  text: TextWidth;
}

/** One drawn view. Elements are patched, never made anew, so that nothing loses its place or its selection. */
export class Pane {
  readonly cy: cytoscape.Core;
  view: GraphView = 'regular';
  private picture: SliceFold | undefined;
  private compared = false;
  /** Replay: functions that came later than this are still stubs; undefined shows what is. */
  private until: number | undefined;
  /** Selected, and under the pointer. */
  private picked: string | null = null;
  private hovered: string | null = null;

  constructor(
    container: HTMLElement,
    private theme: Theme,
    private readonly widths: Widths,
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
    this.cy.on('tap', 'node', (event) => {
      const node = event.target as cytoscape.NodeSingular;
      const mark = markAt(node, event.position);
      if (mark?.badge) events.onMore(node.id());
      else events.onPick(mark?.hub ?? node.id());
    });
    this.cy.on('dbltap', 'node', (event) => {
      const node = event.target as cytoscape.NodeSingular;
      if (markAt(node, event.position)) return;
      if (node.hasClass('box') || node.hasClass('folded')) events.onFold(node.id());
      else events.onOpen(node.id());
    });
    this.cy.on('cxttap', 'node', (event) => {
      const node = event.target as cytoscape.NodeSingular;
      events.onMenu(node.id(), event.renderedPosition);
    });
    this.cy.on('mouseover', 'node', (event) => {
      const node = event.target as cytoscape.NodeSingular;
      events.onHover(this.get(node.id()) ?? null, node.renderedPosition());
      this.hovered = node.id();
      this.showJumps();
    });
    const leave = (): void => {
      this.hovered = null;
      this.showJumps();
      events.onHover(null, { x: 0, y: 0 });
    };
    this.cy.on('mouseout', leave);
    // A pointer that leaves the picture over its edge leaves no element for cytoscape.
    container.addEventListener('mouseleave', leave);
    this.cy.on('pan zoom', () => events.onHover(null, { x: 0, y: 0 }));
  }

  /** Draws a picture at these places; what stays keeps its element. `follows`: see SliceFold. */
  show(slice: GraphSlice, picture: Picture, { positions, curves }: Arrangement, follows = true): void {
    this.view = slice.view;
    this.compared = slice.other !== undefined;
    this.picture = new SliceFold(slice, follows);
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

  /** Takes in what a run changed. Returns what the picture would have now, and has not. */
  patch(changes: readonly StateChange[]): readonly string[] {
    const folded = this.picture?.apply(changes);
    if (!folded) return [];
    this.cy.batch(() => {
      for (const { id } of folded.nodes) this.redraw(id);
      for (const group of folded.groups) this.relabel(group);
      if (this.view === 'live') for (const { from, to } of folded.calls) this.observe(from, to);
    });
    return folded.missing;
  }

  private relabel(group: GraphGroup): void {
    if (!group.folded) return;
    const label = foldedLabel(group, this.view, this.compared);
    this.cy.getElementById(group.id).data({ label, width: this.widths.label(label, false) });
  }

  /** Shows the run as it was after its first `order` materializations; undefined: as it is. */
  replay(order: number | undefined): void {
    if (this.view === 'regular' || this.until === order) return;
    this.until = order;
    this.cy.batch(() => {
      for (const { id } of this.nodes) this.redraw(id);
      this.cy.edges('.observed').forEach((edge) => {
        const came = this.get(edge.target().id())?.order;
        edge.toggleClass('later', order !== undefined && came !== undefined && came > order);
      });
    });
  }

  private redraw(id: string): void {
    const node = this.asOfNow(this.get(id));
    const element = this.cy.getElementById(id);
    if (!node || element.empty()) return;
    const isRoot = element.hasClass('root');
    element.data(this.dataOf(node, isRoot));
    element.classes(classesOf(node, this.view, isRoot, element));
  }

  private asOfNow(node: GraphNode | undefined): GraphNode | undefined {
    const later = this.until !== undefined && node?.order !== undefined && node.order > this.until;
    return node && later ? { ...node, state: 'stub' } : node;
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.cy.batch(() => {
      this.cy.nodes().forEach((element) => {
        const node = this.get(element.id());
        element.data(
          node ? this.dataOf(node, element.hasClass('root')) : { text: css(theme.muted), fill: css(theme.background) },
        );
      });
    });
    this.cy.style(stylesheet(theme));
  }

  get(id: string): GraphNode | undefined {
    return this.picture?.get(id);
  }

  shownAround(id: string): ShownAround {
    const node = this.cy.getElementById(id);
    const functions = (ends: cytoscape.NodeCollection): number => ends.filter('.function, .external').length;
    return { callers: functions(node.incomers('node')), callees: functions(node.outgoers('node')) };
  }

  groupOf(id: string): GraphGroup | undefined {
    return this.picture?.group(id);
  }

  /** The picture as it is now. */
  get slice(): GraphSlice | undefined {
    return this.picture?.now;
  }

  get nodes(): Iterable<GraphNode> {
    return this.picture?.functions ?? [];
  }

  /** Dims all but these; null shows everything again. */
  focus(ids: ReadonlySet<string> | null, picked: string | null): void {
    const jumps = jumpsOf(this.cy, picked);
    const resolver = jumps.targets();
    this.picked = picked;
    this.showJumps();
    this.cy.batch(() => {
      this.cy.nodes().forEach((node) => {
        node.toggleClass('dim', ids !== null && !ids.has(node.id()) && !resolver.has(node));
        node.toggleClass('picked', node.id() === picked);
      });
      this.cy.edges().forEach((edge) => {
        const far = ids !== null && !(ids.has(edge.source().id()) && ids.has(edge.target().id()));
        const beside = picked !== null && edge.source().id() !== picked && edge.target().id() !== picked;
        edge.toggleClass('dim', (far || (ids !== null && beside)) && !jumps.has(edge));
      });
    });
  }

  /** Whether the first calls of what is in it go to the resolver. */
  jumps(id: string): boolean {
    return jumpsOf(this.cy, id).nonempty();
  }

  private showJumps(): void {
    const asked = jumpsOf(this.cy, this.picked).union(jumpsOf(this.cy, this.hovered)).filter('.quiet');
    this.cy.batch(() => {
      this.cy.edges('.asked').not(asked).removeClass('asked');
      asked.addClass('asked');
    });
  }

  private put(node: PictureNode, root: string | undefined, positions: Record<string, Point>): void {
    const position = positions[node.id];
    const now = this.asOfNow(node.node);
    const data = now ? this.dataOf(now, node.id === root) : this.boxData(node);
    const existing = this.cy.getElementById(node.id);
    if (existing.nonempty()) {
      if ((existing.parent().first().id() as string | undefined) !== node.parent)
        existing.move({ parent: node.parent ?? null });
      existing.data(data);
      existing.classes(now ? classesOf(now, this.view, node.id === root, existing) : [node.kind]);
      if (position) existing.position({ ...position });
      return;
    }
    this.cy.add({
      group: 'nodes',
      data: { ...data, id: node.id, ...(node.parent === undefined ? {} : { parent: node.parent }) },
      classes: now ? classesOf(now, this.view, node.id === root) : [node.kind],
      ...(position ? { position: { ...position } } : {}),
    });
  }

  private dataOf(node: GraphNode, isRoot: boolean): Record<string, unknown> {
    const label = labelOf(node, this.compared);
    const marks = drawMarks(marksOf(node), this.theme, this.widths.text);
    const beside = marks?.width ?? 0;
    return {
      label,
      width: this.widths.label(label, isRoot) + beside,
      ...{ marks: marks?.image, marksWidth: beside, labelShift: -beside / 2, markPlaces: marks?.places },
      state: node.state,
      kind: node.kind,
      ...colorsOf(node, this.view, this.theme),
    };
  }

  private boxData(node: PictureNode): Record<string, unknown> {
    return {
      label: node.label,
      width: this.widths.label(node.label, false),
      kind: node.kind,
      text: css(this.theme.muted),
      fill: css(this.theme.background),
    };
  }

  /** The call that brought a function in becomes visible the moment it is reported. */
  private observe(from: string, to: string): void {
    if (this.cy.getElementById(from).empty() || this.cy.getElementById(to).empty()) return;
    const id = edgeId('observed', from, to);
    const known = this.cy.getElementById(id);
    if (known.nonempty()) known.addClass('observed');
    else
      this.putEdge({
        ...{ id, from, to, kind: 'observed', observed: true },
        touched: undefined,
        sites: 1,
        library: undefined,
      });
  }

  private putEdge(edge: PictureEdge, curve?: Curve): void {
    const { id, from, to, kind, observed, touched, sites, quiet, library } = edge;
    const data = { kind, sites, ...(library !== undefined && { via: `via ${library}` }), ...curve };
    const classes: string[] = observed && kind !== 'observed' ? [kind, 'observed'] : [kind];
    if (touched) classes.push(`touched-${touched}`);
    if (quiet) classes.push('quiet');
    const existing = this.cy.getElementById(id);
    if (curve && kind !== 'runtime') classes.push('curved');
    if (existing.nonempty()) {
      for (const kept of ['dim', 'asked']) if (existing.hasClass(kept)) classes.push(kept);
      existing.data(data);
      existing.classes(classes);
    } else this.cy.add({ group: 'edges', data: { id, source: from, target: to, ...data }, classes });
  }
}

/** The chip or badge of a box at this place in the picture. */
function markAt(node: cytoscape.NodeSingular, { x }: Point): Mark | undefined {
  const places = node.data('markPlaces') as DrawnMarks['places'] | undefined;
  const from = node.position().x + node.width() / 2 - Number(node.data('marksWidth'));
  return places?.find((place) => x >= from + place.from && x <= from + place.to)?.mark;
}

/** A regular program has no stubs: there, each function is simply code. */
function classesOf(node: GraphNode, view: GraphView, root: boolean, previous?: cytoscape.NodeSingular): string[] {
  const classes: string[] = [node.kind];
  if (node.kind === 'function') {
    if (view === 'regular') classes.push('plain');
    else if (view === 'difference' && node.touched) classes.push(`touched-${node.touched}`);
    else classes.push(`state-${node.state ?? 'unknown'}`);
  }
  if (root) classes.push('root');
  for (const kept of ['dim', 'picked', 'pinned', 'lit', 'paused']) if (previous?.hasClass(kept)) classes.push(kept);
  return classes;
}
