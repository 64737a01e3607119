import type { PageAction } from '../../protocol/webview.js';
import { button } from '../widgets/toolkit.js';

/** Next steps that the page can take itself. */
export type OwnAction = 'start' | 'clearFilter';

const LABELS: Record<PageAction | OwnAction, { label: string; icon: string }> = {
  build: { label: 'Build with AutoJIT', icon: 'tools' },
  refresh: { label: 'Search again', icon: 'refresh' },
  doctor: { label: 'Run Doctor', icon: 'pulse' },
  trust: { label: 'Manage workspace trust', icon: 'shield' },
  remote: { label: 'Open a remote window', icon: 'remote' },
  start: { label: 'Start at main', icon: 'home' },
  clearFilter: { label: 'Clear the filter', icon: 'clear-all' },
  showLog: { label: 'Show the log', icon: 'output' },
};

/** Says why there is no picture and offers the next step. It covers the panes, so an old picture is not taken for a new one. */
export class Notice {
  readonly element = document.createElement('div');

  constructor(private readonly onAction: (action: PageAction | OwnAction) => void) {
    this.element.className = 'notice';
    this.element.hidden = true;
    this.element.setAttribute('role', 'alert');
  }

  show(message: string, actions: readonly (PageAction | OwnAction)[]): void {
    const text = document.createElement('p');
    text.textContent = message;
    const buttons = document.createElement('div');
    buttons.className = 'buttons';
    buttons.append(
      ...actions.map((action, index) =>
        button({
          ...LABELS[action],
          appearance: index === 0 ? 'primary' : 'secondary',
          onClick: () => this.onAction(action),
        }),
      ),
    );
    this.element.replaceChildren(text, buttons);
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
