import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { appears, openPage } from './browser.js';
import type { CodeServer } from './code-server.js';
import { root } from './paths.js';

interface Window {
  folder: string;
  /** Shown in the editor, relative to the folder. */
  file: string;
  /** What the page complains of goes here. */
  problems?: string[];
}

/** Without a file VS Code opens what was open. */
export function windowUrl(server: CodeServer, folder: string, file?: string): string {
  const payload: [string, string][] = [
    ['extensionDevelopmentPath', server.remote(root)],
    ['skipWelcome', 'true'],
  ];
  if (file !== undefined) payload.push(['openFile', server.remote(path.join(folder, file))]);
  return server.url(folder, payload);
}

/** A window on a folder with the extension under development and one file open. */
export function openWindow(browser: Browser, server: CodeServer, { folder, file, problems }: Window): Promise<Page> {
  return openPage(browser, windowUrl(server, folder, file), problems);
}

/** A window that is still starting may take a click and then show what it had chosen itself; and a second click closes what the first opened. */
export async function openSidebar(page: Page): Promise<void> {
  const button = page.locator('.activitybar a[aria-label^="AutoJIT Graph"]');
  const title = page.locator('.sidebar .composite.title').filter({ hasText: 'AutoJIT Graph' });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (!(await title.isVisible())) await button.click({ timeout: 120_000 });
    if (await appears(title, 10_000)) return;
  }
  throw new Error('The sidebar "AutoJIT Graph" does not open.');
}
