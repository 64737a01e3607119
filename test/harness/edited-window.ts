import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { goToLine, runCommand } from './browser.js';

/** What keeps typed text as it is typed. */
export const TYPED_AS_IS = {
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoSurround': 'never',
  'editor.quickSuggestions': { other: 'off' },
};

/** A window on a folder whose programs run with reload, as a person uses it. */
export class EditedWindow {
  constructor(
    readonly page: Page,
    private readonly folder: string,
  ) {}

  /** Takes the place of the only line with this text, and saves. */
  async edit(file: string, from: string, to: string): Promise<void> {
    const { page } = this;
    const lines = fs.readFileSync(path.join(this.folder, file), 'utf8').split('\n');
    await page.locator(`.tab[data-resource-name="${file}"]`).click();
    await goToLine(page, lines.findIndex((line) => line.includes(from)) + 1);
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    const line = lines.find((one) => one.includes(from)) ?? '';
    await page.keyboard.type(line.replace(from, to).trim());
    await page.keyboard.press('Control+s');
  }

  /** Where there is only one program, VS Code does not ask which. */
  async start(program?: string): Promise<void> {
    await runCommand(this.page, 'AutoJIT: Run Lazily with Reload');
    if (program === undefined) return;
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: program }).first().click();
  }

  /** The status bar's word on reloads. */
  status(): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: /reloaded|nothing to reload|not called/ });
  }

  /** The terminal's text. */
  async shown(): Promise<string> {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows').first();
    return (await rows.innerText()).replaceAll('\u00a0', ' ');
  }
}
