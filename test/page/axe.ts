import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** What axe finds wrong with the page: contrast, names and roles. A webview is a part of a page, hence some rules are not its business. */
export async function violations(page: Page): Promise<unknown> {
  await page.addScriptTag({ path: createRequire(path.join(process.cwd(), 'x.js')).resolve('axe-core/axe.min.js') });
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'], rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } } }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))`,
  );
}
