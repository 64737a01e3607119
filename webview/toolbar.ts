import type { ProgramSummary } from '../protocol/lsp.js';
import type { GraphMode } from '../protocol/webview.js';
import type { PageSettings } from './settings.js';
import { button, Dropdown, setDisabled, textField } from './toolkit.js';

export interface ToolbarEvents {
  onProgram(program: string): void;
  onPickRoot(): void;
  onResetRoot(): void;
  onDepth(which: 'depthIn' | 'depthOut', depth: number): void;
  onMode(mode: GraphMode): void;
  onSearch(text: string): void;
  /** One of the menus, under its button. */
  onMenu(which: 'go' | 'view' | 'panels' | 'export', at: { x: number; y: number }): void;
  onBack(): void;
  onForward(): void;
  onRun(debug: boolean): void;
}

const MODES: { mode: GraphMode; label: string; title: string }[] = [
  { mode: 'regular', label: 'Regular', title: 'The program as any compiler builds it' },
  { mode: 'autojit', label: 'AutoJIT', title: 'Stubs, and what stays eager' },
  { mode: 'live', label: 'Live', title: 'What a run materialized, and which calls did it' },
  { mode: 'difference', label: 'Difference', title: 'What a run never touched, or what two runs touched differently' },
  { mode: 'side-by-side', label: 'Side by side', title: 'Regular beside AutoJIT' },
];

const MAX_DEPTH = 50;

export class Toolbar {
  readonly element = document.createElement('div');
  readonly search: HTMLElement & { value: string };
  private readonly program: Dropdown;
  /** Plain text: the toolkit's button gives an element inside it the size of an icon. */
  private readonly rootName = document.createTextNode('');
  private readonly resetRoot: HTMLElement;
  private readonly modes = new Map<GraphMode, HTMLElement>();
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
    const pickRoot = button({
      label: 'Root',
      icon: 'type-hierarchy',
      appearance: 'secondary',
      title: 'Choose the function where the graph starts',
      onClick: () => events.onPickRoot(),
    });
    pickRoot.id = 'root';
    pickRoot.lastChild?.remove();
    pickRoot.append(this.rootName);
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
    this.search = textField('Find in the graph', (text) => events.onSearch(text));
    this.search.id = 'search';
    this.runs = [
      button({ label: 'Run lazily', icon: 'play', appearance: 'primary', onClick: () => events.onRun(false) }),
      button({ label: 'Debug lazily', icon: 'debug-alt', appearance: 'icon', onClick: () => events.onRun(true) }),
    ];
    this.runs[0]?.setAttribute('id', 'run');
    this.element.append(
      group(this.program.element, pickRoot, this.resetRoot, this.back, this.forward),
      group(...this.runs),
      group(this.stepper('depthIn', 'Callers', 'call-incoming'), this.stepper('depthOut', 'Callees', 'call-outgoing')),
      this.segments(),
      group(this.search),
      group(
        this.menu('view', 'View and groups', 'eye'),
        this.menu('panels', 'Panels and filter', 'filter'),
        this.menu('go', 'Go', 'compass'),
        this.menu('export', 'Export', 'export'),
      ),
    );
  }

  set(
    settings: PageSettings,
    programs: ProgramSummary[],
    root: string,
    trusted: boolean,
    history: { canGoBack: boolean; canGoForward: boolean },
  ): void {
    this.settings = settings;
    // Without a program there is nothing to choose; the overlay has the next step.
    this.element.hidden = programs.length === 0;
    this.program.set(
      programs.map(({ path, name }) => ({ value: path, label: distinctName(path, name, programs) })),
      settings.program ?? '',
    );
    this.rootName.textContent = root.length > 34 ? `${root.slice(0, 33)}…` : root;
    this.resetRoot.hidden = settings.root === null && settings.path === null && !settings.whole;
    setDisabled(this.back, !history.canGoBack);
    setDisabled(this.forward, !history.canGoForward);
    for (const [mode, element] of this.modes) {
      element.setAttribute('aria-checked', String(mode === settings.mode));
      element.tabIndex = mode === settings.mode ? 0 : -1;
    }
    for (const { which, number } of this.depths) number.textContent = String(settings[which]);
    for (const run of this.runs) run.hidden = !trusted;
  }

  private menu(which: 'go' | 'view' | 'panels' | 'export', label: string, icon: string): HTMLElement {
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

  private segments(): HTMLElement {
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
      segment.addEventListener('click', () => this.events.onMode(mode));
      this.modes.set(mode, segment);
      element.append(segment);
    }
    element.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (by === 0) return;
      event.stopPropagation();
      const at = MODES.findIndex(({ mode }) => mode === this.settings?.mode);
      const next = MODES[(at + by + MODES.length) % MODES.length];
      if (!next) return;
      this.events.onMode(next.mode);
      this.modes.get(next.mode)?.focus();
    });
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
function distinctName(path: string, name: string, programs: ProgramSummary[]): string {
  if (programs.filter((other) => other.name === name).length < 2) return name;
  return path.split('/').slice(-2).join('/');
}
