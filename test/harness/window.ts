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

export async function openSidebar(page: Page): Promise<void> {
  await page.locator('.activitybar a[aria-label^="AutoJIT Graph"]').click();
}
