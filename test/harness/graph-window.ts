import type { Frame, Page } from 'playwright-core';
import type { GraphView } from '../../protocol/graph.js';

interface Point {
  x: number;
  y: number;
}
interface Bounds {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}
/** The part of cytoscape that tests ask; its own types need a browser's, and the tests run in Node. */
interface Element {
  id(): string;
  data(key: string): unknown;
  hasClass(name: string): boolean;
  classes(): string[];
  position(): Point;
  renderedPosition(): Point;
  boundingBox(options: object): Bounds;
}
interface Elements extends Element {
  length: number;
  toArray(): Element[];
}
interface Graph {
  nodes(selector?: string): Elements;
  edges(selector?: string): Elements;
  zoom(): number;
  pan(): Point;
  container(): { getBoundingClientRect(): Point } | null;
}

/** What the page exposes (webview/graph/panes.ts). */
export interface GraphWindow {
  autojitGraph?: Partial<Record<GraphView, Graph>>;
}

export interface Drawn {
  functions: number;
  calls: number;
  observed: number;
  runtime: number;
  /** Label to state, as its classes say. */
  states: Record<string, string>;
  positions: Record<string, Point>;
  viewport: { zoom: number; pan: Point };
}

/** What cytoscape holds for each view that is on the screen. */
export function drawn(frame: Pick<Frame, 'evaluate'>): Promise<Partial<Record<GraphView, Drawn>>> {
  return frame.evaluate(() => {
    const graphs = (globalThis as GraphWindow).autojitGraph ?? {};
    const entries = Object.entries(graphs).map(([view, cy]) => {
      const functions = cy.nodes('.function').toArray();
      const byLabel = <T>(value: (node: Element) => T) =>
        Object.fromEntries(functions.map((node) => [String(node.data('label')), value(node)]));
      const all: Drawn = {
        functions: functions.length,
        calls: cy.edges().length - cy.edges('.runtime').length,
        observed: cy.edges('.observed').length,
        runtime: cy.edges('.runtime').length,
        states: byLabel((node) => node.classes().find((name) => name === 'plain' || name.startsWith('state-')) ?? ''),
        positions: byLabel((node) => ({ ...node.position() })),
        viewport: { zoom: cy.zoom(), pan: { ...cy.pan() } },
      };
      return [view, all];
    });
    return Object.fromEntries(entries) as Partial<Record<GraphView, Drawn>>;
  });
}

/** Where a function is on the screen, in pixels of the frame. */
export function placeOf(
  frame: Pick<Frame, 'evaluate'>,
  view: GraphView,
  label: string,
): Promise<{ x: number; y: number }> {
  return frame.evaluate(
    ([view, label]) => {
      const cy = (globalThis as GraphWindow).autojitGraph?.[view];
      const node = cy
        ?.nodes('.function')
        .toArray()
        .find((one) => one.data('label') === label);
      const canvas = cy?.container()?.getBoundingClientRect();
      if (!node || !canvas) throw new Error(`${label} is not drawn in ${view}`);
      const at = node.renderedPosition();
      return { x: canvas.x + at.x, y: canvas.y + at.y };
    },
    [view, label] as const,
  );
}

/** From the first picture of a program to the graph around one of its functions, as a person goes there. */
export async function startAt(graph: Frame | Page, id: string): Promise<void> {
  // Its middle may be in what is written beside it.
  await graph.locator(`.overview .half.parts .box[data-id="${id}"]`).click({ position: { x: 12, y: 10 } });
  await graph.locator('.details vscode-button').filter({ hasText: 'Start here' }).click();
}

export async function eventually<T>(
  what: string,
  get: () => Promise<T>,
  good: (value: T) => boolean,
  timeout = 90_000,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const value = await get();
    if (good(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`After ${timeout / 1000} s not yet that ${what}: ${JSON.stringify(value)?.slice(0, 800)}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** Until nothing moves: no element fades or glides, and every graph stands where it stood some frames ago. */
export async function still(frame: Pick<Frame, 'evaluate'>): Promise<void> {
  await eventually(
    'nothing moves',
    () =>
      frame.evaluate(async () => {
        const window = globalThis as unknown as GraphWindow & Animated;
        const places = (): string =>
          JSON.stringify(
            Object.values(window.autojitGraph ?? {}).map((cy) => [cy.zoom(), cy.pan(), cy.nodes().length]),
          );
        const before = places();
        for (let frames = 0; frames < 6; frames += 1) await new Promise((done) => window.requestAnimationFrame(done));
        // What turns without end, as a wheel of progress, is no move to wait for.
        const ends = window.document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
        return before === places() && ends.every(({ playState }) => playState !== 'running');
      }),
    (stands) => stands,
  );
}

interface Animated {
  document: { getAnimations(): { playState: string; effect: { getComputedTiming(): { endTime: unknown } } | null }[] };
  requestAnimationFrame(done: (value: unknown) => void): void;
}

/** How far drawn boxes, folded groups and single functions are apart where neither holds the other; the closest pair first. */
export function gaps(frame: Pick<Frame, 'evaluate'>, view: GraphView): Promise<{ pair: string; gap: number }[]> {
  return frame.evaluate((view) => {
    const nodes = (globalThis as GraphWindow).autojitGraph?.[view]?.nodes().toArray() ?? [];
    const all = nodes.map((node) => ({
      ...node.boundingBox({ includeLabels: false, includeOverlays: false }),
      name: String(node.data('label')),
      box: node.hasClass('box'),
    }));
    const pairs = all.flatMap((a, at) => all.slice(at + 1).map((b) => [a, b] as const));
    return pairs
      .filter(([a, b]) => a.box || b.box)
      .map(([a, b]) => ({
        pair: `${a.name} | ${b.name}`,
        gap: Math.max(a.x1 - b.x2, b.x1 - a.x2, a.y1 - b.y2, b.y1 - a.y2),
        inside: (outer: typeof a, inner: typeof a) =>
          outer.box && outer.x1 <= inner.x1 && outer.y1 <= inner.y1 && outer.x2 >= inner.x2 && outer.y2 >= inner.y2,
        ends: [a, b] as const,
      }))
      .filter(({ inside, ends: [a, b] }) => !inside(a, b) && !inside(b, a))
      .map(({ pair, gap }) => ({ pair, gap }))
      .sort((a, b) => a.gap - b.gap);
  }, view);
}

/** Chooses regular, live, difference …: by its own button, or from the menu that narrow panes have in its place. */
export async function chooseMode(graph: Frame | Page, name: string): Promise<void> {
  const segment = graph.locator('.modes .segments button').filter({ hasText: new RegExp(`^${name}$`) });
  if (await segment.isVisible()) return segment.click();
  await graph.locator('#mode').click();
  await graph.getByRole('menuitemcheckbox', { name, exact: true }).click();
}
