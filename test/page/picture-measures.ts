import type { Browser, Page } from 'playwright-core';
import type { Overview } from '../../protocol/overview.js';
import { BOX_HEIGHT, type Half, rightOf, type Scene, type SceneBox } from '../../webview/overview/scene.js';
import { chooseView } from './real-pictures.js';
import { overviewOfReal, type RealProgram, showReal } from './real-program.js';

/** What can be counted in a first picture as it is drawn. */
export interface Measures {
  /** Of the half that has most. */
  boxes: number;
  /** Pixels on the screen, of all text in the drawing. */
  smallestLabel: number;
  /** Labels of fewer than eight letters because the pane is too narrow. */
  cutLabels: number;
  crossings: number;
  /** Boxes with what is written beside them that lie on each other. */
  overlaps: number;
  /** Upright lines through a box. */
  throughBoxes: number;
  widestFan: number;
  /** Functions that ran and are neither drawn nor counted; of code of libraries, too. */
  uncounted: number;
  /** In the half of the run; -1 where there is no run, and one sentence stands there. */
  linesOfRun: number;
  /** It has to be scrolled. */
  scrolls: boolean;
}

export const SIZES = {
  whole: { width: 1440, height: 900 },
  half: { width: 720, height: 900 },
  small: { width: 600, height: 300 },
} as const;
export type Size = keyof typeof SIZES;

export type When = 'before' | 'after' | 'run';

/** The picture that a program opens on: before any run, after one, and the run alone. */
export async function measurePicture(browser: Browser, real: RealProgram, when: When, size: Size): Promise<Measures> {
  const shown = when === 'before' ? { ...real, run: undefined } : real;
  const page = await browser.newPage({ viewport: SIZES[size] });
  const host = await showReal(page, shown);
  try {
    await page.locator('.overview .box, .overview .invitation').first().waitFor();
    if (when === 'run') await chooseView(page, 'live');
    return measuresOf(await drawnOn(page), overviewOfReal(shown));
  } finally {
    await page.close();
    await host.stop();
  }
}

interface Drawing {
  halves: { half: Half; scene: Scene; left?: { ran: number }; elsewhere?: number }[];
  smallestLabel: number;
  scrolls: boolean;
}

/** As it stands in the page, once it was fitted to the pane. */
function drawnOn(page: Page): Promise<Drawing> {
  return page.evaluate<Drawing>(`(() => ({
    halves: autojitOverview.map(({ half, scene, left, elsewhere }) => JSON.parse(JSON.stringify({ half, scene, left, elsewhere }))),
    smallestLabel: Math.min(...[...document.querySelectorAll('.overview svg text')].map((text) =>
      Math.round(100 * parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a) / 100)),
    scrolls: [...document.querySelectorAll('.overview .sheet')].some((one) =>
      one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1),
  }))()`);
}

function measuresOf({ halves, smallestLabel, scrolls }: Drawing, data: Overview): Measures {
  const sum = (of: (scene: Scene) => number): number => halves.reduce((total, { scene }) => total + of(scene), 0);
  const last = halves.at(-1);
  const showsRun = last?.half === 'run' || last?.half === 'parts-ran';
  return {
    ...{ smallestLabel, scrolls },
    boxes: Math.max(...halves.map(({ scene }) => scene.boxes.length)),
    cutLabels: sum(({ boxes }) => boxes.filter(({ label }) => label.endsWith('…') && label.length < 9).length),
    crossings: sum(crossings),
    overlaps: sum(overlaps),
    throughBoxes: sum(throughBoxes),
    widestFan: Math.max(0, ...halves.map(({ scene }) => widestFan(scene))),
    uncounted: last && showsRun ? uncounted(last, data) : 0,
    linesOfRun: showsRun ? last.scene.lines.filter(({ ran }) => ran).length : -1,
  };
}

interface Point {
  x: number;
  y: number;
}

/** Pairs of lines that cross between their ends. */
function crossings({ lines }: Scene): number {
  const pieces = lines.flatMap(({ points }, line) =>
    points.slice(1).map((to, at) => ({ line, from: points[at] ?? to, to })),
  );
  const side = (a: Point, b: Point, c: Point): number =>
    Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  return pieces.reduce(
    (count, one, at) =>
      count +
      pieces.slice(at + 1).filter((other) => {
        if (one.line === other.line) return false;
        const apart = side(one.from, one.to, other.from) * side(one.from, one.to, other.to) < 0;
        return apart && side(other.from, other.to, one.from) * side(other.from, other.to, one.to) < 0;
      }).length,
    0,
  );
}

function overlaps({ boxes }: Scene): number {
  return boxes.reduce(
    (count, a, at) =>
      count +
      boxes.slice(at + 1).filter((b) => Math.abs(a.y - b.y) < BOX_HEIGHT && a.x < rightOf(b) && b.x < rightOf(a))
        .length,
    0,
  );
}

function throughBoxes({ boxes, lines }: Scene): number {
  const crosses = (box: SceneBox, { x, y }: Point, end: Point): boolean =>
    Math.min(x, end.x) < rightOf(box) &&
    Math.max(x, end.x) > box.x &&
    Math.min(y, end.y) < box.y + BOX_HEIGHT / 2 - 1 &&
    Math.max(y, end.y) > box.y - BOX_HEIGHT / 2 + 1;
  return lines.filter(({ from, to, points }) =>
    boxes.some(
      (box) =>
        box.id !== from && box.id !== to && points.slice(1).some((end, at) => crosses(box, points[at] ?? end, end)),
    ),
  ).length;
}

/** Most children of one box. */
function widestFan({ boxes }: Scene): number {
  const children = new Map<string, number>();
  for (const { parent } of boxes) if (parent !== undefined) children.set(parent, (children.get(parent) ?? 0) + 1);
  return Math.max(0, ...children.values());
}

function uncounted({ half, scene, left, elsewhere = 0 }: Drawing['halves'][number], data: Overview): number {
  const { run, parts } = data;
  if (!run) return 0;
  if (half === 'parts-ran') {
    const ran = new Map(parts.boxes.map((box) => [box.id, box.ran]));
    const drawn = scene.boxes.reduce((sum, { id }) => sum + (ran.get(id) ?? 0), 0);
    const hubs = parts.hubs.reduce((sum, hub) => sum + hub.ran, 0);
    return Math.abs(run.ran - drawn - hubs - parts.folded.ran - (left?.ran ?? 0));
  }
  const functions = scene.boxes.filter(({ kind }) => kind === 'function').length;
  const inside = scene.boxes.reduce((sum, { tab }) => sum + Number(tab?.text.replace(/\D/g, '') ?? 0), 0);
  // The title of the half says how many are in no box.
  return Math.abs(run.ran - functions - inside - elsewhere);
}

/** What is worse than it was, or than any picture may be; empty where nothing is. `before`: what was measured when it was written down. */
export function worse(now: Measures, before: Measures | undefined): string[] {
  const limits: [keyof Measures, boolean][] = [
    ['boxes', now.boxes <= 40],
    ['smallestLabel', now.smallestLabel >= 11],
    ['cutLabels', now.cutLabels <= Math.max(before?.cutLabels ?? 0, now.boxes / 10)],
    ['crossings', now.crossings <= 0],
    ['overlaps', now.overlaps === 0],
    ['throughBoxes', now.throughBoxes <= (before?.throughBoxes ?? 0)],
    ['widestFan', now.widestFan <= Math.max(before?.widestFan ?? 0, 12)],
    ['uncounted', now.uncounted === 0],
    // A pane of a few rows has the largest functions, whether they ran or not.
    ['linesOfRun', now.linesOfRun === -1 || now.boxes < 12 || now.linesOfRun >= Math.min(1, before?.linesOfRun ?? 1)],
    ['scrolls', !now.scrolls || (before?.scrolls ?? false)],
  ];
  return limits.flatMap(([name, met]) => (met ? [] : [`${name}: ${String(now[name])}, was ${String(before?.[name])}`]));
}
