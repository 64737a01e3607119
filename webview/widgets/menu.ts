/** A menu at a place: arrow keys, Enter, Escape; what had the focus gets it back. */

export interface MenuItem {
  label: string;
  /** Shown at the right, as VS Code does. */
  key?: string | undefined;
  /** A choice that is on or off. */
  checked?: boolean;
  disabled?: boolean;
  run(): void;
}
export type MenuEntry = MenuItem | 'separator';

export function openMenu(entries: readonly MenuEntry[], at: { x: number; y: number }, label: string): void {
  const before = document.activeElement;
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  /** Those that can be chosen: the others take no focus, and would stop who walks by keys. */
  const items: HTMLElement[] = [];
  const close = (): void => {
    menu.remove();
    document.removeEventListener('pointerdown', outside, true);
    if (before instanceof HTMLElement) before.focus();
  };
  const outside = (event: Event): void => {
    if (!menu.contains(event.target as Node)) close();
  };
  for (const entry of entries) {
    if (entry === 'separator') {
      const line = document.createElement('div');
      line.setAttribute('role', 'separator');
      menu.append(line);
      continue;
    }
    const item = itemOf(entry);
    item.addEventListener('click', () => {
      close();
      entry.run();
    });
    if (!item.disabled) items.push(item);
    menu.append(item);
  }
  menu.addEventListener('keydown', (event) => {
    event.stopPropagation();
    const here = items.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 };
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key === 'Enter' || event.key === ' ') items[here]?.click();
    else if (event.key in steps) items[((steps[event.key] ?? 0) + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
  });
  document.body.append(menu);
  menu.style.left = `${Math.max(4, Math.min(at.x, innerWidth - menu.offsetWidth - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(at.y, innerHeight - menu.offsetHeight - 4))}px`;
  document.addEventListener('pointerdown', outside, true);
  items[0]?.focus();
}

function itemOf({ label, key, checked, disabled }: MenuItem): HTMLButtonElement {
  const item = document.createElement('button');
  item.setAttribute('role', checked === undefined ? 'menuitem' : 'menuitemcheckbox');
  if (checked !== undefined) item.setAttribute('aria-checked', String(checked));
  item.disabled = disabled ?? false;
  item.tabIndex = -1;
  const mark = document.createElement('span');
  mark.className = `codicon ${checked ? 'codicon-check' : ''}`;
  mark.setAttribute('aria-hidden', 'true');
  const text = document.createElement('span');
  text.className = 'text';
  text.textContent = label;
  const hint = document.createElement('kbd');
  hint.textContent = key ?? '';
  hint.hidden = key === undefined;
  hint.setAttribute('aria-hidden', 'true');
  item.append(mark, text, hint);
  return item;
}
