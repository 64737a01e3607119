import type { Browser, Page } from 'playwright-core';
import { countProgram, type Overlay, overlayUntil } from '../../server/run/overlay.js';
import { formatCount } from '../../protocol/text.js';
import { changesOfReal, overviewOfReal, type RealProgram, showReal } from './real-program.js';
import { type ThemeName, wear } from './themes.js';

/** Which view of a program, and how it is drawn. */
export interface Picture {
  view: 'side by side' | 'live' | 'run' | 'map';
  theme: ThemeName;
  size: { width: number; height: number };
}

/** The page on a program that was really built and run, as a PNG file. */
export async function pictureOf(browser: Browser, real: RealProgram, picture: Picture): Promise<Buffer> {
  const { page, close } = await opened(browser, real, picture);
  try {
    await chooseView(page, picture.view);
    return await page.screenshot();
  } finally {
    await close();
  }
}

/** The first picture while the program runs, at so many moments; the last one is its end. */
export async function framesOf(
  browser: Browser,
  real: RealProgram,
  picture: Omit<Picture, 'view'>,
  moments: number,
): Promise<Buffer[]> {
  const { run } = real;
  if (!run) throw new Error('A moving picture is of a run.');
  const all = Math.max(...[...run.overlay.functions.values()].map(({ order }) => order ?? 0));
  // What a run begins with is new in each frame; later, most is known.
  const orders = Array.from({ length: moments }, (_, at) => Math.round(all * ((at + 1) / moments) ** 1.5));
  const now: RealProgram = { ...real, run: momentOf(run, orders[0] ?? 0) };
  const { page, host, close } = await opened(browser, now, picture);
  try {
    const frames: Buffer[] = [];
    for (const [at, order] of orders.entries()) {
      const over = at === orders.length - 1;
      now.run = over ? run : momentOf(run, order);
      const { graph, path } = real.program;
      await host.post({
        ...{ type: 'states', program: path, run: now.run.summary, changes: changesOfReal(now) },
        counts: countProgram(graph, now.run.overlay),
      });
      const { run: counts, own } = overviewOfReal(now);
      const words = `${formatCount(counts?.ran ?? 0)} of ${formatCount(own)} own functions ran`;
      await page.getByText(words).first().waitFor();
      frames.push(await page.screenshot());
    }
    return frames;
  } finally {
    await close();
  }
}

/** The run as it was, while it went on. */
function momentOf(run: NonNullable<RealProgram['run']>, order: number): typeof run {
  const overlay: Overlay = overlayUntil(run.overlay, order);
  const engineMs = [...overlay.functions.values()].reduce((sum, { ms }) => sum + ms, 0);
  return { overlay, summary: { ...run.summary, status: 'running', materialized: order, engineMs } };
}

async function opened(browser: Browser, real: RealProgram, { theme, size }: Omit<Picture, 'view'>) {
  const page = await browser.newPage({ viewport: size });
  const host = await showReal(page, real);
  await page.locator('.overview .box').first().waitFor();
  await wear(page, theme);
  const close = async (): Promise<void> => {
    await page.close();
    await host.stop();
  };
  return { page, host, close };
}

/** As a person turns to it, in any width of the pane. */
export async function chooseView(page: Page, view: Picture['view']): Promise<void> {
  if (view === 'live') {
    await chosen(page, '.segments [data-mode=live]', '#mode', 'Live');
    await page.locator('.half.run .box').first().waitFor();
  }
  if (view === 'run' || view === 'map') {
    await chosen(page, `#tab-${view}`, '#content-menu', view === 'run' ? 'Run' : 'Map');
    await page.waitForFunction(`globalThis.autojitViews?.${view} !== undefined`);
  }
  // Lines that a pointer over a tab would light.
  await page.mouse.move(0, 0);
}

/** By its button, or in a narrow pane by the menu that has it. */
async function chosen(page: Page, button: string, menu: string, name: string): Promise<void> {
  if (await page.locator(button).isVisible()) return page.locator(button).click();
  await page.locator(menu).click();
  await page.getByRole('menuitemcheckbox', { name, exact: true }).click();
}
