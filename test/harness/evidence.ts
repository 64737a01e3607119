import type { Page } from 'playwright-core';
import { screenshot } from './browser.js';
import type { CodeServer } from './code-server.js';

/** Where a person reads what VS Code and the extension say. */
const PLACES = ['.sidebar', '.notifications-center, .notifications-toasts', '.quick-input-widget', '.statusbar'];

/**
 * After a test that did not pass, what a person would see goes to the log, with what VS Code noted of the extension: the machine that a test
 * failed on is often gone when one looks. The picture is dist/test-artifacts/failed-NAME.png.
 */
export async function keepEvidence(
  test: Mocha.Test | undefined,
  name: string,
  page: Page | undefined,
  server: CodeServer | undefined,
): Promise<void> {
  // A test that will be tried again has no state yet.
  if (!test || test.state === 'passed' || test.isPending()) return;
  if (page && !page.isClosed()) {
    await screenshot(page, `failed-${name}`);
    for (const place of PLACES) console.log(`    ${place}: ${await seenIn(page, place)}`);
  }
  if (server) console.log(server.notes());
}

async function seenIn(page: Page, place: string): Promise<string> {
  const texts = await page.locator(place).allInnerTexts();
  const text = texts.join(' ').replaceAll(/\s+/g, ' ').trim();
  return text === '' ? 'nothing' : text.slice(0, 600);
}
