import type { PageContent } from '../../protocol/webview.js';
import { openMenu } from '../widgets/menu.js';
import { button } from '../widgets/toolkit.js';
import { walk } from './bar.js';

const NAME = 'View of the program';

const TABS: { content: PageContent; label: string; title: string }[] = [
  { content: 'map', label: 'Map', title: 'What the program is made of, and what of it ran' },
  { content: 'run', label: 'Run', title: 'Who called whom first in a run' },
  { content: 'graph', label: 'Graph', title: 'What surrounds a function, and how one gets there' },
];

/** Which of the three views of a program is shown: tabs, or one button with a menu where they are too wide (panels/toolbar.css, `without-tabs`). */
export class Tabs {
  readonly element = document.createElement('div');
  private readonly tabs = new Map<PageContent, HTMLElement>();
  private readonly compact: HTMLElement;
  private content: PageContent = 'graph';

  constructor(
    private readonly onChoose: (content: PageContent) => void,
    panel: string,
  ) {
    this.element.className = 'tabs';
    const row = document.createElement('div');
    row.className = 'segments';
    row.setAttribute('role', 'tablist');
    row.setAttribute('aria-label', 'View of the program');
    for (const { content, label, title } of TABS) {
      const tab = document.createElement('button');
      tab.textContent = label;
      tab.title = title;
      tab.id = `tab-${content}`;
      tab.setAttribute('role', 'tab');
      tab.setAttribute('aria-controls', panel);
      tab.addEventListener('click', () => onChoose(content));
      this.tabs.set(content, tab);
      row.append(tab);
    }
    row.addEventListener('keydown', (event) => walk(event, [...this.tabs.values()]));
    this.compact = button({ label: NAME, icon: 'layout', appearance: 'icon', onClick: () => this.openMenu() });
    this.compact.id = 'content-menu';
    this.compact.setAttribute('aria-haspopup', 'menu');
    this.element.append(row, this.compact);
  }

  set(content: PageContent): void {
    this.content = content;
    const label = TABS.find((one) => one.content === content)?.label ?? content;
    this.compact.setAttribute('aria-label', `${NAME}: ${label}`);
    for (const [one, tab] of this.tabs) {
      tab.setAttribute('aria-selected', String(one === content));
      tab.tabIndex = one === content ? 0 : -1;
    }
  }

  private openMenu(): void {
    const { left, bottom } = this.compact.getBoundingClientRect();
    const entries = TABS.map(({ content, label }) => ({
      label,
      checked: content === this.content,
      run: () => this.onChoose(content),
    }));
    openMenu(entries, { x: left, y: bottom }, NAME);
  }
}
