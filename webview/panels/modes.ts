import type { GraphMode } from '../../protocol/webview.js';
import { openMenu } from '../widgets/menu.js';
import { button } from '../widgets/toolkit.js';

const MODES: { mode: GraphMode; label: string; title: string }[] = [
  { mode: 'regular', label: 'Regular', title: 'The program as any compiler builds it' },
  { mode: 'autojit', label: 'AutoJIT', title: 'Stubs, and what stays eager' },
  { mode: 'live', label: 'Live', title: 'What a run materialized, and which calls did it' },
  { mode: 'difference', label: 'Difference', title: 'What a run never touched, or what two runs touched differently' },
  { mode: 'side-by-side', label: 'Side by side', title: 'Regular beside AutoJIT' },
];

/** Which view is shown: a row of choices, or one button with a menu where that is too wide (toolbar.css, `without-modes`). */
export class Modes {
  readonly element = document.createElement('div');
  private readonly segments = new Map<GraphMode, HTMLElement>();
  private readonly compact: HTMLElement;
  private mode: GraphMode | undefined;

  constructor(private readonly onMode: (mode: GraphMode) => void) {
    this.element.className = 'modes';
    this.compact = button({
      label: 'View',
      icon: 'chevron-down',
      appearance: 'secondary',
      onClick: () => this.openMenu(),
    });
    // Where a dropdown has it.
    this.compact.querySelector('.codicon')?.setAttribute('slot', 'end');
    this.compact.id = 'mode';
    this.compact.setAttribute('aria-haspopup', 'menu');
    this.element.append(this.row(), this.compact);
  }

  set(mode: GraphMode): void {
    this.mode = mode;
    for (const [one, element] of this.segments) {
      element.setAttribute('aria-checked', String(one === mode));
      element.tabIndex = one === mode ? 0 : -1;
    }
    const label = MODES.find((one) => one.mode === mode)?.label ?? mode;
    if (this.compact.lastChild) this.compact.lastChild.textContent = label;
    this.compact.title = `View: ${label}`;
    this.compact.setAttribute('aria-label', `View: ${label}`);
  }

  private openMenu(): void {
    const { left, bottom } = this.compact.getBoundingClientRect();
    const entries = MODES.map(({ mode, label }) => ({
      label,
      checked: mode === this.mode,
      run: () => this.onMode(mode),
    }));
    openMenu(entries, { x: left, y: bottom }, 'View');
  }

  private row(): HTMLElement {
    const element = document.createElement('div');
    element.className = 'segments';
    element.setAttribute('role', 'radiogroup');
    element.setAttribute('aria-label', 'View');
    for (const { mode, label, title } of MODES) {
      const segment = document.createElement('button');
      segment.textContent = label;
      segment.title = title;
      segment.dataset['mode'] = mode;
      segment.setAttribute('role', 'radio');
      segment.addEventListener('click', () => this.onMode(mode));
      this.segments.set(mode, segment);
      element.append(segment);
    }
    element.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (by === 0) return;
      event.stopPropagation();
      const at = MODES.findIndex(({ mode }) => mode === this.mode);
      const next = MODES[(at + by + MODES.length) % MODES.length];
      if (!next) return;
      this.onMode(next.mode);
      this.segments.get(next.mode)?.focus();
    });
    return element;
  }
}
