import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/**
 * The only module that knows the widget toolkit: it is no longer developed upstream, so replacing it must touch one file.
 * The rest of the page makes widgets with these functions and sees plain DOM events.
 */
export function registerWidgets(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
}

interface ButtonOptions {
  label: string;
  icon?: string;
  appearance: 'primary' | 'secondary' | 'icon';
  title?: string;
  onClick: () => void;
}

export function button(options: ButtonOptions): HTMLElement {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', options.appearance);
  element.title = options.title ?? options.label;
  if (options.icon !== undefined) {
    const icon = document.createElement('span');
    icon.className = `codicon codicon-${options.icon}`;
    if (options.appearance !== 'icon') icon.slot = 'start';
    element.append(icon);
  }
  if (options.appearance === 'icon') element.setAttribute('aria-label', options.label);
  else element.append(options.label);
  element.addEventListener('click', options.onClick);
  return element;
}

export function setDisabled(element: HTMLElement, disabled: boolean): void {
  Object.assign(element, { disabled });
}

export function checkbox(
  label: string,
  title: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
): HTMLElement {
  const element = document.createElement('vscode-checkbox') as HTMLElement & { checked: boolean };
  element.textContent = label;
  element.title = title;
  element.checked = checked;
  element.addEventListener('change', () => onChange(element.checked));
  return element;
}

export interface Choice {
  value: string;
  label: string;
}

/** A dropdown whose choices can be replaced without losing the element. */
export class Dropdown {
  readonly element = document.createElement('vscode-dropdown') as HTMLElement & { value: string };

  constructor(label: string, onChange: (value: string) => void) {
    this.element.setAttribute('aria-label', label);
    this.element.title = label;
    this.element.addEventListener('change', () => onChange(this.element.value));
  }

  set(choices: Choice[], value: string): void {
    const shown = JSON.stringify(choices);
    if (this.element.dataset['choices'] !== shown) {
      this.element.dataset['choices'] = shown;
      this.element.replaceChildren(
        ...choices.map((choice) => {
          const option = document.createElement('vscode-option') as HTMLElement & { value: string };
          option.setAttribute('value', choice.value);
          option.textContent = choice.label;
          return option;
        }),
      );
    }
    // The dropdown adopts its options in a later task and would fall back to the first one.
    queueMicrotask(() => {
      this.element.value = value;
    });
  }
}

export function textField(placeholder: string, onInput: (value: string) => void): HTMLElement & { value: string } {
  const element = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  element.setAttribute('placeholder', placeholder);
  element.setAttribute('aria-label', placeholder);
  element.addEventListener('input', () => onInput(element.value));
  return element;
}
