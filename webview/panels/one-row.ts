/**
 * What a toolbar gives up while it is too narrow, the least important first; each is a class `without-…` (toolbar.css). All of it stays in reach:
 * words are in tooltips, levels in the menu "Go", and the menus in "More".
 */
const STEPS = ['words', 'levels', 'run-text', 'modes', 'menus', 'names', 'tabs', 'debug', 'history'] as const;

/** Widths depend on fonts, names and languages: they are measured, and not written down as sizes of a window. */
export function keepInOneRow(toolbar: HTMLElement): void {
  const fit = (): void => {
    const focused = document.activeElement;
    toolbar.classList.remove(...STEPS.map((step) => `without-${step}`));
    for (const step of STEPS) {
      if (toolbar.scrollWidth <= toolbar.clientWidth) break;
      toolbar.classList.add(`without-${step}`);
    }
    // Who works by keys does not start anew because the window got smaller.
    if (focused instanceof HTMLElement && toolbar.contains(focused) && !focused.checkVisibility())
      toolbar.querySelector<HTMLElement>('#menu-more')?.focus();
  };
  // Not at once: sizes that change while they are told count as an error of the page.
  const observer = new ResizeObserver(() => requestAnimationFrame(fit));
  for (const element of [toolbar, ...toolbar.children]) observer.observe(element);
}
