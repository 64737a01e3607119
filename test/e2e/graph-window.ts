import type { Frame } from 'playwright-core';
import type { GraphView } from '../../protocol/graph.js';

interface Point {
  x: number;
  y: number;
}
/** The part of cytoscape that tests ask; its own types need a browser's, and the tests run in Node. */
interface Element {
  id(): string;
  data(key: string): unknown;
  hasClass(name: string): boolean;
  classes(): string[];
  position(): Point;
  renderedPosition(): Point;
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

/** What the page exposes (webview/panes.ts). */
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
