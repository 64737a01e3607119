import type { Page } from 'playwright-core';
import type { GraphSlice } from '../../protocol/graph.js';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { PackedMap } from '../../protocol/packed-map.js';
import { launchBrowser } from '../harness/browser.js';
import { drawn } from '../harness/graph-window.js';
import { StubHost } from './stub-host.js';

/** Moves of the mouse in each measurement. */
const STEPS = 150;

export interface Frames {
  elements: number;
  /** Frames a second while the picture is dragged, and while it is zoomed. */
  pan: number;
  zoom: number;
}

export interface MapFrames extends Pick<Frames, 'pan' | 'zoom'> {
  ms: number;
}

/** How smoothly the page moves a picture in the real browser. */
export async function measureFrames(slice: GraphSlice, program: ProgramSummary): Promise<Frames> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1500, height: 850 } });
    const host = await StubHost.open(page, () => slice, {
      ...{ type: 'programs', programs: [program], runs: [], program: program.path, trusted: true },
    });
    const functions = slice.nodes.filter(({ kind }) => kind === 'function').length;
    for (let waited = 0; ((await drawn(page)).regular?.functions ?? 0) < functions; waited += 100) {
      if (waited > 60_000) throw new Error('The page has not drawn the picture within a minute.');
      await page.waitForTimeout(100);
    }
    const [x, y] = [750, 450];
    await page.mouse.move(x, y);
    const zoom = await framesASecond(page, (at) => page.mouse.wheel(0, at % 40 < 20 ? 60 : -60));
    // The picture covers the page, so a drag begins on whatever is there; nodes cannot be dragged.
    await page.mouse.down();
    const pan = await framesASecond(page, (at) =>
      page.mouse.move(x + 300 * Math.sin(at / 10), y + 200 * Math.sin(at / 7)),
    );
    await page.mouse.up();
    await host.stop();
    return { elements: slice.nodes.length + slice.edges.length + slice.groups.length, pan, zoom };
  } finally {
    await browser.close();
  }
}

/** How long the page takes from the click on its tab to a painted map, answer and all, and how smoothly it moves. */
export async function measureMap(map: PackedMap, slice: GraphSlice, program: ProgramSummary): Promise<MapFrames> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1500, height: 850 } });
    const host = await StubHost.open(
      page,
      () => slice,
      { ...{ type: 'programs', programs: [program], runs: [], program: program.path, trusted: true } },
      null,
      { map: () => map, labels: (ids) => ids.map((id) => id) },
    );
    const tab = page.locator('#tab-map');
    await tab.waitFor();
    // A frame later than it says that it is drawn, it is seen.
    const ms = await page.evaluate<number>(`new Promise((done) => {
      const from = performance.now();
      document.querySelector('#tab-map').click();
      const look = () => globalThis.autojitViews?.map
        ? requestAnimationFrame(() => done(performance.now() - from))
        : requestAnimationFrame(look);
      look();
    })`);
    const [x, y] = [750, 450];
    await page.mouse.move(x, y);
    const zoom = await framesASecond(page, (at) => page.mouse.wheel(0, at % 40 < 30 ? -60 : 60), mapWindow);
    await page.mouse.down();
    const pan = await framesASecond(page, (at) => page.mouse.move(x + 300 * Math.sin(at / 10), y), mapWindow);
    await page.mouse.up();
    await host.stop();
    return { ms, pan, zoom };
  } finally {
    await browser.close();
  }
}

const mapWindow = (page: Page): Promise<string> => page.evaluate<string>('JSON.stringify(autojitViews.map.window)');

async function framesASecond(
  page: Page,
  move: (at: number) => Promise<void>,
  place: (page: Page) => Promise<string> = viewport,
): Promise<number> {
  const before = await place(page);
  await page.evaluate(`(() => {
    const frames = { count: 0, from: performance.now(), on: true };
    const next = () => { frames.count += 1; if (frames.on) requestAnimationFrame(next); };
    next();
    globalThis.autojitFrames = frames;
  })()`);
  for (let at = 0; at < STEPS; at += 1) await move(at);
  if ((await place(page)) === before) throw new Error('The picture did not move.');
  return page.evaluate<number>(`(() => {
    autojitFrames.on = false;
    return (autojitFrames.count * 1000) / (performance.now() - autojitFrames.from);
  })()`);
}

async function viewport(page: Page): Promise<string> {
  return JSON.stringify((await drawn(page)).regular?.viewport);
}
