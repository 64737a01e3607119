import type cytoscape from 'cytoscape';
import type { GraphNode, GraphSlice } from '../../protocol/graph.js';
import type { Arrangement, Point } from '../layout/layout-messages.js';
import type { ShownAround } from './function-text.js';
import { marksOf, marksWidth } from './marks.js';
import { Pane, type PaneEvents, type Widths } from './pane.js';
import type { Picture, PictureNode } from './picture.js';
import { FONT_SIZE } from './style.js';
import { css, onThemeChange, readTheme, type Theme } from './theme.js';

const PADDING = 24;
/** Width in pixels under which the two panes stand one above the other. */
const STACK_BELOW = 820;
const ANIMATION_MS = 200;
/** Closer than this, a small graph looks inflated; farther, a large one can not be read. */
const CLOSEST = 1.2;
const READABLE = 0.92;

const TITLES = {
  regular: 'Regular',
  // Boxes without lines would be taken for a fault.
  autojit: 'AutoJIT: nothing is linked before a run, each first call goes to the resolver, which makes the code',
  live: 'AutoJIT, live',
  difference: 'Difference',
} as const;

/** One or two drawn views that pan, zoom and select as one. */
export class Panes {
  readonly all: readonly [Pane, Pane];
  private readonly frames: readonly [HTMLElement, HTMLElement] = [frame('left'), frame('right')];
  private readonly text = document.createElement('canvas').getContext('2d');
  private readonly widths = new Map<string, number>();
  private theme: Theme = readTheme();
  private shown = 0;
  private following = false;
  private touched = false;

  constructor(area: HTMLElement, events: PaneEvents) {
    area.append(...this.frames);
    const widths: Widths = {
      label: (label, bold) => this.measure(label, bold),
      text: (text, size) => this.textWidth(text, size),
    };
    const make = (index: 0 | 1) => new Pane(canvasOf(this.frames[index]), this.theme, widths, events);
    this.all = [make(0), make(1)];
    this.all.forEach((pane, index) => pane.cy.on('viewport', () => this.follow(pane, this.all[index === 0 ? 1 : 0])));
    onThemeChange(() => this.setTheme(readTheme()));
    new ResizeObserver(() => this.resize(area)).observe(area);
    // Who has chosen a part of the graph keeps it; who has not gets a good view of it at any size.
    for (const { cy } of this.all) cy.on('dragpan scrollzoom pinchzoom', () => (this.touched = true));
  }

  /** The panes that show something, in order. */
  get visible(): Pane[] {
    return this.all.slice(0, this.shown);
  }

  show(slices: GraphSlice[], pictures: Picture[], places: Arrangement): void {
    const appears = slices.length !== this.shown;
    this.shown = slices.length;
    this.frames.forEach((element, index) => {
      const slice = slices[index];
      element.hidden = slice === undefined;
      element.dataset['view'] = slice?.view ?? '';
      const title = element.querySelector('h2');
      if (title) title.textContent = slice ? TITLES[slice.view] : '';
    });
    if (appears) for (const { cy } of this.all) cy.resize();
    slices.forEach((slice, index) => {
      const picture = pictures[index];
      if (picture) this.all[index]?.show(slice, picture, places);
    });
    this.expose();
  }

  /** Width of words as the page draws them. */
  textWidth(text: string, size: number, bold = false): number {
    const key = `${size}${bold ? 'b' : ''} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      width = text.length * size * 0.6;
      if (this.text) {
        this.text.font = `${bold ? '600 ' : ''}${size}px ${this.theme.fontFamily}`;
        width = this.text.measureText(text).width;
      }
      this.widths.set(key, width);
    }
    return width;
  }

  /** Nothing is drawn here: another picture covers it. */
  clear(): void {
    this.shown = 0;
    for (const element of this.frames) element.hidden = true;
    this.expose();
  }

  /** Width of a node for what stands in it. */
  widthOf({ label, node }: PictureNode, isRoot: boolean): number {
    const marks = node ? marksOf(node) : [];
    return this.measure(label, isRoot) + marksWidth(marks, (text, size) => this.textWidth(text, size));
  }

  private measure(label: string, bold: boolean): number {
    return Math.ceil(Math.max(this.textWidth(label, FONT_SIZE, bold), 16) + 18);
  }

  find(id: string): GraphNode | undefined {
    return this.visible.map((pane) => pane.get(id)).findLast((node) => node !== undefined);
  }

  /** A stub's own view has no calls to count: the pane that draws most of them tells. */
  shownAround(id: string): ShownAround | undefined {
    const counts = this.visible.filter(({ view }) => view !== 'autojit').map((pane) => pane.shownAround(id));
    if (counts.length === 0) return undefined;
    const most = (which: keyof ShownAround): number => Math.max(...counts.map((one) => one[which]));
    return { callers: most('callers'), callees: most('callees') };
  }

  get cy(): cytoscape.Core {
    return this.all[0].cy;
  }

  /** The whole graph, or with `readable` as much of it around the root as still can be read. */
  fit(options: { readable: boolean; animate: boolean }): void {
    this.touched = !options.readable;
    const bounds = this.visible.map(({ cy }) => cy.elements().boundingBox());
    const box = {
      x1: Math.min(...bounds.map(({ x1 }) => x1)),
      y1: Math.min(...bounds.map(({ y1 }) => y1)),
      x2: Math.max(...bounds.map(({ x2 }) => x2)),
      y2: Math.max(...bounds.map(({ y2 }) => y2)),
    };
    const { cy } = this;
    const [width, height] = [Math.max(1, box.x2 - box.x1), Math.max(1, box.y2 - box.y1)];
    const zoom = Math.min((cy.width() - 2 * PADDING) / width, (cy.height() - 2 * PADDING) / height, CLOSEST);
    const middle = { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 };
    if (options.readable && zoom < READABLE) this.move(READABLE, this.aroundRoot(middle, box), options.animate);
    else this.move(Math.max(zoom, cy.minZoom()), middle, options.animate);
  }

  center(id: string): void {
    const node = this.cy.getElementById(id);
    if (node.empty()) return;
    this.touched = true;
    this.move(Math.max(this.cy.zoom(), 0.7), node.position(), true);
  }

  /** A function that the person selected, or the ones that a search found. */
  focus(ids: ReadonlySet<string> | null, picked: string | null): void {
    for (const pane of this.visible) pane.focus(ids, picked);
  }

  /** Functions in which the program stands, innermost first. */
  light(stack: readonly string[]): void {
    for (const { cy } of this.visible)
      cy.batch(() => {
        cy.nodes('.lit').removeClass('lit paused');
        for (const [at, id] of stack.entries()) cy.getElementById(id).addClass(at === 0 ? 'lit paused' : 'lit');
      });
  }

  markPinned(ids: ReadonlySet<string>): void {
    for (const { cy } of this.visible)
      cy.nodes().forEach((node) => void node.toggleClass('pinned', ids.has(node.id())));
  }

  zoom(by: number): void {
    this.touched = true;
    const { cy } = this;
    const center = { x: cy.width() / 2, y: cy.height() / 2 };
    cy.zoom({ level: cy.zoom() * by, renderedPosition: center });
  }

  /** Where an element is on the screen now, to keep it there. */
  anchor(id: string | undefined): { id: string; at: Point } | undefined {
    const node = id === undefined ? undefined : this.cy.getElementById(id);
    return id === undefined || !node || node.empty() ? undefined : { id, at: { ...node.renderedPosition() } };
  }

  /** False when it is not there any more, or nothing of it was in sight. */
  keep({ id, at }: { id: string; at: Point }): boolean {
    const { cy } = this;
    const node = cy.getElementById(id);
    const inSight = at.x >= 0 && at.y >= 0 && at.x <= cy.width() && at.y <= cy.height();
    if (node.empty() || !inSight || !this.touched) return false;
    const { x, y } = node.position();
    cy.viewport({ zoom: cy.zoom(), pan: { x: at.x - x * cy.zoom(), y: at.y - y * cy.zoom() } });
    return true;
  }

  /** Middle of an element, in pixels of the page. */
  placeOf(id: string): Point {
    const pane = this.exported;
    const area = pane.cy.container()?.getBoundingClientRect();
    const node = pane.cy.getElementById(id);
    const { x, y } = node.empty() ? { x: 0, y: 0 } : node.renderedPosition();
    return { x: (area?.x ?? 0) + x, y: (area?.y ?? 0) + y };
  }

  get colors(): { background: string; fontFamily: string } {
    return { background: css(this.theme.background), fontFamily: this.theme.fontFamily };
  }

  replay(order: number | undefined): void {
    for (const pane of this.visible) pane.replay(order);
  }

  /** The pane whose picture is saved: the one that says most. */
  get exported(): Pane {
    return this.visible.at(-1) ?? this.all[0];
  }

  image(): string {
    const png: unknown = this.exported.cy.png({
      output: 'base64',
      full: true,
      scale: 2,
      maxWidth: 8000,
      maxHeight: 8000,
      bg: css(this.theme.background),
    });
    return String(png);
  }

  /** Centre of the view when the graph is larger than the pane: the root in sight, the rest of the view used for the graph. */
  private aroundRoot(middle: Point, box: { x1: number; x2: number; y1: number; y2: number }): Point {
    const root = this.cy.nodes('.root');
    if (root.empty()) return middle;
    const at = root.first().position();
    const [halfWidth, halfHeight] = [
      this.cy.width() / READABLE / 2 - PADDING,
      this.cy.height() / READABLE / 2 - PADDING,
    ];
    const within = (value: number, low: number, high: number) =>
      low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high);
    const wide = box.x2 - box.x1 > 2 * halfWidth;
    return {
      // A root at the left, as `main` is, leaves the width to its callees.
      x: wide ? within(at.x + halfWidth * 0.6, box.x1 + halfWidth, box.x2 - halfWidth) : middle.x,
      y: within(at.y, box.y1 + halfHeight, box.y2 - halfHeight),
    };
  }

  private move(zoom: number, center: Point, animate: boolean): void {
    const { cy } = this;
    const pan = { x: cy.width() / 2 - center.x * zoom, y: cy.height() / 2 - center.y * zoom };
    if (animate && !this.theme.reducedMotion) cy.animate({ zoom, pan, duration: ANIMATION_MS, queue: false });
    else cy.viewport({ zoom, pan });
  }

  /** A chosen part of the graph stays in the middle; a view that nobody chose is made anew for the new size. */
  private resize(area: HTMLElement): void {
    const { cy } = this;
    const [zoom, pan] = [cy.zoom(), cy.pan()];
    const center = { x: (cy.width() / 2 - pan.x) / zoom, y: (cy.height() / 2 - pan.y) / zoom };
    // Two narrow columns show less of a graph that runs from left to right than two flat rows.
    area.classList.toggle('stacked', area.clientWidth < STACK_BELOW);
    for (const pane of this.all) pane.cy.resize();
    if (this.shown === 0) return;
    if (this.touched) this.move(zoom, center, false);
    else this.fit({ readable: true, animate: false });
  }

  private follow(leader: Pane, follower: Pane): void {
    if (this.following) return;
    this.following = true;
    follower.cy.viewport({ zoom: leader.cy.zoom(), pan: { ...leader.cy.pan() } });
    this.following = false;
  }

  private setTheme(theme: Theme): void {
    this.theme = theme;
    this.widths.clear();
    for (const pane of this.all) pane.setTheme(theme);
  }

  /** The drawn graphs by view, for tests and for the developer tools. */
  private expose(): void {
    const views = Object.fromEntries(this.visible.map((pane) => [pane.view, pane.cy]));
    Object.assign(window, { autojitGraph: views });
  }
}

function frame(side: string): HTMLElement {
  const element = document.createElement('section');
  element.className = `pane ${side}`;
  element.append(document.createElement('h2'), document.createElement('div'));
  element.lastElementChild?.setAttribute('class', 'canvas');
  return element;
}

function canvasOf(element: HTMLElement): HTMLElement {
  return element.lastElementChild as HTMLElement;
}
