import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium as playwright, type Frame, type Locator, type Page } from 'playwright-core';
import { artifacts, chromium } from './paths.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--disable-sync',
  '--mute-audio',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
];

export async function launchBrowser(): Promise<Browser> {
  if (!fs.existsSync(chromium))
    throw new Error(`Chromium is not at ${chromium}. Install it with "apt-get install chromium".`);
  return playwright.launch({ executablePath: chromium, headless: true, args: FLAGS });
}

/** A page that opens this address; what the page complains of goes to `problems`. */
export async function openPage(browser: Browser, url: string, problems: string[] = []): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1500, height: 940 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
  return page;
}

/** The document inside of a webview that has `selector`: it is two frames deep, and appears late in a new profile. */
export async function webviewFrame(page: Page, selector: string, timeout = 60_000): Promise<Frame> {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if (frame === page.mainFrame()) continue;
      // A frame may go away between listing and asking.
      const count = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (count > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No webview with ${selector} within ${timeout} ms.`);
}

/** Whether it becomes visible within so many milliseconds. */
export function appears(what: Locator, timeout: number): Promise<boolean> {
  return what.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** Runs a command from the palette, as a person would. */
export async function runCommand(page: Page, name: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first();
  await pick(page, 'F1', `>${name}`, () => row.click({ timeout: 5_000 }));
}

/** In the active editor. Not by Enter: an editor that has just taken the focus would get a new line. */
export async function goToLine(page: Page, line: number): Promise<void> {
  const row = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ hasText: `line ${line}` })
    .first();
  const cursor = page.locator('.statusbar-item').filter({ hasText: new RegExp(`^Ln ${line}\\b`) });
  await pick(page, 'Control+g', `:${line}`, async () => {
    await row.click({ timeout: 5_000 });
    await cursor.first().waitFor({ timeout: 5_000 });
  });
}

/**
 * Opens VS Code's list by a key, types into it, and chooses. What a window that has just started does not yet allow is only in a later list, and
 * an editor or a webview that takes the focus late closes it again, at any of these steps.
 */
async function pick(page: Page, key: string, text: string, choose: () => Promise<void>): Promise<void> {
  const input = page.locator('.quick-input-widget input[type=text]');
  let problem: unknown;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    try {
      await page.keyboard.press(key);
      await input.fill(text, { timeout: 5_000 });
      await choose();
      return;
    } catch (error) {
      problem = error;
      await page.keyboard.press('Escape');
    }
  }
  throw problem;
}

export async function screenshot(page: Page, name: string): Promise<void> {
  fs.mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: path.join(artifacts, `${name}.png`) });
}
