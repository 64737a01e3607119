import type { ProgramSummary } from '../../protocol/lsp.js';
import type { GraphMode, PageContent } from '../../protocol/webview.js';
import type { PageSettings } from '../state/settings.js';
import { openMenu } from '../widgets/menu.js';
import { button, Dropdown, setDisabled, textField } from '../widgets/toolkit.js';
import { Tabs } from '../views/tabs.js';
import { Modes } from './modes.js';
import { keepInOneRow } from './one-row.js';

const MENUS = [
  { which: 'view', label: 'View and groups', icon: 'eye' },
  { which: 'panels', label: 'Panels and filter', icon: 'filter' },
  { which: 'go', label: 'Go', icon: 'compass' },
  { which: 'export', label: 'Export', icon: 'export' },
] as const;
type MenuName = (typeof MENUS)[number]['which'];

export interface ToolbarEvents {
  onProgram(program: string): void;
  onPickRoot(): void;
  onResetRoot(): void;
  onDepth(which: 'depthIn' | 'depthOut', depth: number): void;
  onContent(content: PageContent): void;
  onMode(mode: GraphMode): void;
  onSearch(text: string): void;
  /** One of the menus, under its button. */
  onMenu(which: MenuName, at: { x: number; y: number }): void;
  onBack(): void;
  onForward(): void;
  onRun(debug: boolean): void;
}

const MAX_DEPTH = 50;

const FIND = 'Find a function';

export class Toolbar {
  readonly element = document.createElement('div');
  readonly search: HTMLElement & { value: string };
  private readonly program: Dropdown;
  /** Plain text: the toolkit's button gives an element inside it the size of an icon. */
  private readonly rootName = document.createTextNode('');
  private readonly pickRoot: HTMLElement;
  private readonly resetRoot: HTMLElement;
  private readonly modes: Modes;
  private readonly tabs: Tabs;
  private readonly depths: { which: 'depthIn' | 'depthOut'; number: HTMLElement }[] = [];
  private readonly back: HTMLElement;
  private readonly forward: HTMLElement;
  private readonly runs: HTMLElement[];
  private settings: PageSettings | undefined;

  constructor(private readonly events: ToolbarEvents) {
    this.element.className = 'toolbar';
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Graph');
    this.program = new Dropdown('Program', (value) => events.onProgram(value));
    this.program.element.id = 'program';
    this.pickRoot = button({
      label: 'Root',
      icon: 'type-hierarchy',
      appearance: 'secondary',
      onClick: () => events.onPickRoot(),
    });
    this.pickRoot.id = 'root';
    this.pickRoot.lastChild?.remove();
    this.pickRoot.append(this.rootName);
    this.resetRoot = button({
      label: 'Back to the start of the program',
      icon: 'home',
      appearance: 'icon',
      onClick: () => events.onResetRoot(),
    });
    this.back = button({ label: 'Back', icon: 'arrow-left', appearance: 'icon', onClick: () => events.onBack() });
    this.forward = button({
      label: 'Forward',
      icon: 'arrow-right',
      appearance: 'icon',
      onClick: () => events.onForward(),
    });
    this.search = textField(FIND, (text) => events.onSearch(text));
    this.search.id = 'search';
    this.runs = [
      button({ label: 'Run lazily', icon: 'play', appearance: 'primary', onClick: () => events.onRun(false) }),
      button({ label: 'Debug lazily', icon: 'debug-alt', appearance: 'icon', onClick: () => events.onRun(true) }),
    ];
    this.runs[0]?.setAttribute('id', 'run');
    // Its text may be hidden.
    this.runs[0]?.setAttribute('aria-label', 'Run lazily');
    this.runs[1]?.setAttribute('id', 'debug');
    this.back.id = 'back';
    this.forward.id = 'forward';
    this.modes = new Modes((mode) => events.onMode(mode));
    this.tabs = new Tabs((content) => events.onContent(content), 'content');
    const levels = group(
      this.stepper('depthIn', 'Callers', 'call-incoming'),
      this.stepper('depthOut', 'Callees', 'call-outgoing'),
    );
    levels.classList.add('levels');
    const find = group(this.search);
    find.classList.add('find');
    const menus = group(...MENUS.map(({ which, label, icon }) => this.menu(which, label, icon)));
    menus.classList.add('menus');
    this.element.append(
      group(this.program.element, this.pickRoot, this.resetRoot, this.back, this.forward),
      group(...this.runs),
      this.tabs.element,
      ...[levels, this.modes.element, find, menus, this.more()],
    );
    keepInOneRow(this.element);
  }

  set(
    settings: PageSettings,
    programs: readonly ProgramSummary[],
    root: string,
    trusted: boolean,
    history: { canGoBack: boolean; canGoForward: boolean },
  ): void {
    this.settings = settings;
    // Without a program there is nothing to choose; the notice has the next step.
    this.element.hidden = programs.length === 0;
    this.program.set(
      programs.map(({ path, name }) => ({ value: path, label: distinctName(path, name, programs) })),
      settings.program ?? '',
    );
    this.rootName.textContent = root.length > 34 ? `${root.slice(0, 33)}…` : root;
    this.pickRoot.title = `${root}. Choose the function where the graph starts`;

    this.resetRoot.hidden = settings.root === null && settings.path === null && !settings.whole;
    setDisabled(this.back, !history.canGoBack);
    setDisabled(this.forward, !history.canGoForward);
    this.modes.set(settings.mode);
    this.tabs.set(settings.content);
    this.element.dataset['content'] = settings.content;
    for (const { which, number } of this.depths) number.textContent = String(settings[which]);
    for (const run of this.runs) run.hidden = !trusted;
  }

  /** What has no room in the row. */
  private more(): HTMLElement {
    const element = button({
      label: 'More',
      icon: 'ellipsis',
      appearance: 'icon',
      onClick: () => {
        const { left, bottom } = element.getBoundingClientRect();
        const at = { x: left, y: bottom };
        const menus = MENUS.map(({ which, label }) => ({
          label: `${label} …`,
          run: () => this.events.onMenu(which, at),
        }));
        const run = this.runs.some(({ hidden }) => !hidden)
          ? [{ label: 'Debug lazily', run: () => this.events.onRun(true) }]
          : [];
        openMenu([...menus, ...run], at, 'More');
      },
    });
    element.id = 'menu-more';
    element.setAttribute('aria-haspopup', 'menu');
    return element;
  }

  private menu(which: MenuName, label: string, icon: string): HTMLElement {
    const element = button({
      label,
      icon,
      appearance: 'icon',
      onClick: () => {
        const { left, bottom } = element.getBoundingClientRect();
        this.events.onMenu(which, { x: left, y: bottom });
      },
    });
    element.id = `menu-${which}`;
    element.setAttribute('aria-haspopup', 'menu');
    return element;
  }

  private stepper(which: 'depthIn' | 'depthOut', label: string, icon: string): HTMLElement {
    const number = document.createElement('span');
    number.className = 'number';
    number.id = which;
    this.depths.push({ which, number });
    const step = (by: number) => () => {
      const depth = (this.settings?.[which] ?? 0) + by;
      if (depth >= 0 && depth <= MAX_DEPTH) this.events.onDepth(which, depth);
    };
    const element = document.createElement('span');
    element.className = 'stepper';
    element.title = which === 'depthIn' ? 'Levels of callers' : 'Levels of callees';
    const sign = document.createElement('span');
    sign.className = `codicon codicon-${icon}`;
    const word = document.createElement('span');
    word.className = 'word';
    word.textContent = label;
    element.append(
      sign,
      word,
      button({
        label: `Fewer levels of ${label.toLowerCase()}`,
        icon: 'remove',
        appearance: 'icon',
        onClick: step(-1),
      }),
      number,
      button({ label: `More levels of ${label.toLowerCase()}`, icon: 'add', appearance: 'icon', onClick: step(1) }),
    );
    return element;
  }
}

function group(...children: HTMLElement[]): HTMLElement {
  const element = document.createElement('div');
  element.className = 'group';
  element.append(...children);
  return element;
}

/** The folder too where two programs have one name. */
function distinctName(path: string, name: string, programs: readonly ProgramSummary[]): string {
  if (programs.filter((other) => other.name === name).length < 2) return name;
  return path.split('/').slice(-2).join('/');
}
