import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openPage } from './browser.js';
import type { CodeServer } from './code-server.js';
import { root } from './paths.js';

interface Window {
  folder: string;
  /** Shown in the editor, relative to the folder. */
  file: string;
  /** What the page complains of goes here. */
  problems?: string[];
}

/** A window on a folder with the extension under development and one file open. */
export function openWindow(browser: Browser, server: CodeServer, { folder, file, problems }: Window): Promise<Page> {
  const payload: [string, string][] = [
    ['extensionDevelopmentPath', server.remote(root)],
    ['openFile', server.remote(path.join(folder, file))],
    ['skipWelcome', 'true'],
  ];
  return openPage(browser, server.url(folder, payload), problems);
}

export async function openSidebar(page: Page): Promise<void> {
  await page.locator('.activitybar a[aria-label^="AutoJIT Graph"]').click();
}
