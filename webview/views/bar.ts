/** The row above a view: where one is, and choices. */
export class ViewBar {
  readonly element = document.createElement('div');
  private readonly crumbs = document.createElement('nav');
  private readonly hint = document.createElement('span');
  private readonly choices = document.createElement('div');

  constructor(label: string) {
    this.element.className = 'view-bar';
    this.crumbs.className = 'crumbs';
    this.crumbs.setAttribute('aria-label', label);
    this.hint.className = 'hint';
    this.choices.className = 'choices';
    this.element.append(this.crumbs, this.hint, this.choices);
  }

  /** From the outermost to where one is; a long way is cut in its middle. */
  way(steps: readonly { label: string; go: () => void }[], hint: string): void {
    const shown = steps.length > 5 ? [steps[0], undefined, ...steps.slice(-3)] : steps;
    const parts = shown.flatMap((step, at) => {
      const last = at === shown.length - 1;
      const element = document.createElement(last || !step ? 'span' : 'button');
      element.textContent = step?.label ?? '…';
      if (last) {
        element.className = 'here';
        element.setAttribute('aria-current', 'location');
      } else if (step) element.addEventListener('click', () => step.go());
      const next = document.createElement('span');
      next.textContent = '›';
      next.setAttribute('aria-hidden', 'true');
      return last ? [element] : [element, next];
    });
    this.crumbs.replaceChildren(...parts);
    this.hint.textContent = hint;
  }

  /** Choices of which one holds. */
  choose<T extends string>(
    label: string,
    options: readonly { value: T; label: string }[],
    now: T,
    onChoose: (value: T) => void,
  ): void {
    const name = document.createElement('span');
    name.textContent = label;
    const group = document.createElement('div');
    group.className = 'segments quiet';
    group.setAttribute('role', 'radiogroup');
    group.setAttribute('aria-label', label);
    const buttons = options.map(({ value, label: text }) => {
      const button = document.createElement('button');
      button.textContent = text;
      button.dataset['value'] = value;
      button.setAttribute('role', 'radio');
      button.setAttribute('aria-checked', String(value === now));
      button.tabIndex = value === now ? 0 : -1;
      button.addEventListener('click', () => onChoose(value));
      return button;
    });
    group.append(...buttons);
    group.addEventListener('keydown', (event) => walk(event, buttons));
    this.choices.replaceChildren(name, group);
  }
}

/** Arrows choose among buttons that stand in a row. */
export function walk(event: KeyboardEvent, buttons: readonly HTMLElement[]): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (by === 0 || at < 0) return;
  event.stopPropagation();
  event.preventDefault();
  const next = buttons[(at + by + buttons.length) % buttons.length];
  next?.focus();
  next?.click();
}
