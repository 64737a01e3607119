import type { Page } from 'playwright-core';

export const THEMES = ['vscode-light', 'vscode-dark', 'vscode-high-contrast'] as const;
export type ThemeName = (typeof THEMES)[number];

/** Gives the page the colours of one of VS Code's own themes, those that text stands on, and waits until it is painted in them. */
export async function wear(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate(put, { theme, colors: colorsOf(theme) });
  // What watches the theme repaints in the next frame; the toolkit's buttons fade from one colour to the other.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await page.waitForFunction('document.getAnimations().every(({ playState }) => playState !== "running")');
}

function colorsOf(theme: ThemeName): Record<string, string> {
  const choose = (light: string, dark: string, black = dark) =>
    ({ 'vscode-light': light, 'vscode-dark': dark, 'vscode-high-contrast': black })[theme];
  return {
    'editor-background': choose('#ffffff', '#1f1f1f', '#000000'),
    'editor-foreground': choose('#3b3b3b', '#cccccc', '#ffffff'),
    foreground: choose('#3b3b3b', '#cccccc', '#ffffff'),
    descriptionForeground: choose('#3b3b3b', '#9d9d9d', '#ffffff'),
    'sideBar-background': choose('#f8f8f8', '#181818', '#000000'),
    'editorHoverWidget-background': choose('#f8f8f8', '#202020', '#000000'),
    'input-background': choose('#ffffff', '#313131', '#000000'),
    'input-foreground': choose('#3b3b3b', '#cccccc', '#ffffff'),
    'input-placeholderForeground': choose('#676767', '#989898'),
    'dropdown-background': choose('#ffffff', '#313131', '#000000'),
    'dropdown-foreground': choose('#3b3b3b', '#cccccc', '#ffffff'),
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'textLink-foreground': choose('#005fb8', '#4daafc'),
    focusBorder: choose('#005fb8', '#0078d4', '#f38518'),
    'charts-blue': choose('#1a85ff', '#3794ff'),
    'charts-orange': choose('#d18616', '#d18616'),
    'charts-red': choose('#e51400', '#f14c4c'),
    'editorHoverWidget-border': choose('#c8c8c8', '#454545', '#6fc3df'),
    'checkbox-background': choose('#f8f8f8', '#313131', '#000000'),
    'checkbox-foreground': choose('#3b3b3b', '#cccccc', '#ffffff'),
    'checkbox-border': choose('#cecece', '#3c3c3c', '#6fc3df'),
    'list-activeSelectionBackground': choose('#e8e8e8', '#04395e'),
    'list-activeSelectionForeground': choose('#000000', '#ffffff'),
    'button-secondaryBackground': choose('#e5e5e5', '#313131'),
    'button-secondaryForeground': choose('#3b3b3b', '#cccccc'),
    'font-family': 'sans-serif',
    'font-size': '13px',
  };
}

/** Runs in the page. */
function put({ theme, colors }: { theme: string; colors: Record<string, string> }): void {
  const { document } = globalThis as unknown as {
    document: {
      body: { className: string };
      documentElement: { style: { setProperty(name: string, value: string): void } };
    };
  };
  document.body.className = theme;
  for (const [name, value] of Object.entries(colors))
    document.documentElement.style.setProperty(`--vscode-${name}`, value);
}
