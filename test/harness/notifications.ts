import type { Locator, Page } from 'playwright-core';
import { runCommand } from './browser.js';
import { eventually } from './graph-window.js';

/** One that VS Code shows, or will. Toasts wait while the window has no focus; the centre has them all, but closes when it has none. */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const item = page.locator('.notifications-center .notification-list-item').filter({ hasText: text }).first();
  await eventually(
    `${String(text)} is told`,
    async () => {
      if (!(await page.locator('.notifications-center').isVisible()))
        await runCommand(page, 'Notifications: Show Notifications');
      return item.isVisible();
    },
    (there) => there,
  );
  return item;
}
