import type { GraphNode } from '../../protocol/graph.js';
import type { LibraryBox, Overview as Data } from '../../protocol/overview.js';
import { formatCount, plural } from '../../protocol/text.js';
import { button } from '../widgets/toolkit.js';
import { drawScene } from './draw.js';
import { footer } from './footer.js';
import { walk } from './keys.js';
import { partsScene } from './parts-scene.js';
import { runScene } from './run-scene.js';
import type { Measure, Scene, SceneBox } from './scene.js';

export interface OverviewEvents {
  onPick(id: string | null): void;
  /** Its source. */
  onOpen(id: string): void;
  /** What is inside of it, here. */
  onToggle(id: string): void;
  onStart(id: string): void;
  onMenu(id: string, at: { x: number; y: number }): void;
  onLibrary(name: string): void;
  onRun(): void;
}

/** What stands in one half: parts as any compiler builds them, parts as the run left them, the run itself, or what a run would do. */
export type Half = 'parts' | 'parts-ran' | 'run' | 'no-run';

const TITLES: Record<Half, string> = {
  parts: 'Regular',
  'parts-ran': 'AutoJIT',
  run: 'AutoJIT, live',
  'no-run': 'AutoJIT',
};
/** In less, two halves say less than one. */
const LEAST_FOR_TWO = 640;

interface Drawn {
  half: Half;
  scene: Scene;
}

/** The first picture: boxes that fit the pane at their full size, and what they leave out. */
export class Overview {
  readonly element = document.createElement('div');
  private data: Data | undefined;
  private halves: readonly Half[] = [];
  private runName = '';
  private opened: ReadonlySet<string> = new Set();
  private drawn: Drawn[] = [];
  private picked: string | null = null;
  private lit: ReadonlySet<string> = new Set();
  private size = '';
  /** What the picture shows and leaves out, in one line. */
  text = '';

  constructor(
    private readonly measure: Measure,
    private readonly events: OverviewEvents,
  ) {
    this.element.className = 'overview';
    this.element.hidden = true;
    new ResizeObserver(() => this.fit()).observe(this.element);
    this.element.addEventListener('click', (event) => this.onClick(event));
    this.element.addEventListener('dblclick', (event) => this.onDoubleClick(event));
    this.element.addEventListener('contextmenu', (event) => this.onContextMenu(event));
    this.element.addEventListener('keydown', (event) => this.onKey(event));
  }

  get shown(): boolean {
    return !this.element.hidden;
  }

  hide(): void {
    this.element.hidden = true;
  }

  show(data: Data, halves: readonly Half[], runName: string, opened: readonly string[]): void {
    this.data = data;
    this.halves = halves;
    this.runName = runName;
    this.opened = new Set(opened);
    this.element.hidden = false;
    this.draw();
  }

  find(id: string): GraphNode | undefined {
    return this.boxOf(id)?.node;
  }

  has(id: string): boolean {
    return this.boxOf(id) !== undefined;
  }

  /** Lines of the half that says most: to callers and callees with a box of their own. */
  around(id: string): { callers: number; callees: number } {
    const scene = this.drawn.findLast(({ scene: { boxes } }) => boxes.some((box) => box.id === id))?.scene;
    const functions = new Set(scene?.boxes.filter(({ kind }) => kind === 'function').map((box) => box.id));
    const lines = (scene?.lines ?? []).filter(({ dotted }) => !dotted);
    return {
      callers: lines.filter(({ from, to }) => to === id && functions.has(from)).length,
      callees: lines.filter(({ from, to }) => from === id && functions.has(to)).length,
    };
  }

  labelOf(id: string): string | undefined {
    return this.boxOf(id)?.label;
  }

  opens(id: string): boolean {
    return this.boxOf(id)?.opens ?? false;
  }

  isOpen(id: string): boolean {
    return this.boxOf(id)?.open ?? false;
  }

  /** Selected, with its lines; null selects nothing. Nothing fades: what stands around it is what explains it. */
  pick(id: string | null, move: boolean): void {
    this.picked = id;
    for (const element of this.elements()) {
      const on = element.dataset['id'] === id;
      element.classList.toggle('picked', on);
      element.setAttribute('aria-selected', String(on));
      element.setAttribute('tabindex', on ? '0' : '-1');
      if (on && move) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    if (id === null) this.elements()[0]?.setAttribute('tabindex', '0');
    for (const line of this.element.querySelectorAll<SVGElement>('.line'))
      line.classList.toggle('near', id !== null && (line.dataset['from'] === id || line.dataset['to'] === id));
  }

  /** Found by a search, or on the stack of a paused program. */
  light(ids: ReadonlySet<string>): void {
    this.lit = ids;
    const drawn = new Set([...ids].map((id) => this.drawnFor(id)));
    for (const element of this.elements()) element.classList.toggle('lit', drawn.has(element.dataset['id']));
  }

  /** A function inside of a box of the run is lit as that box. */
  private drawnFor(id: string): string | undefined {
    if (this.has(id)) return id;
    const all = this.data?.run?.boxes ?? [];
    for (let box = all.find((one) => one.id === id); box; box = all[box.parent]) if (this.has(box.id)) return box.id;
    return undefined;
  }

  /** Middle of a box, in pixels of the page. */
  placeOf(id: string): { x: number; y: number } {
    const place = this.elementOf(id)?.getBoundingClientRect() ?? this.element.getBoundingClientRect();
    return { x: place.x + Math.min(60, place.width / 2), y: place.bottom };
  }

  /** The half that says most. */
  get svg(): SVGElement | undefined {
    return [...this.element.querySelectorAll<SVGElement>('svg')].at(-1);
  }

  /** All that is known of it, for other programs. */
  get json(): string {
    return JSON.stringify(this.data, null, 2);
  }

  get nodes(): GraphNode[] {
    return this.boxes.flatMap(({ node }) => node ?? []);
  }

  private get boxes(): SceneBox[] {
    return this.drawn.flatMap(({ scene }) => scene.boxes);
  }

  private boxOf(id: string): SceneBox | undefined {
    return this.boxes.findLast((box) => box.id === id);
  }

  private elements(): SVGElement[] {
    return [...this.element.querySelectorAll<SVGElement>('.box')];
  }

  private elementOf(id: string): SVGElement | undefined {
    return this.elements().findLast((element) => element.dataset['id'] === id);
  }

  /** The pane's size decides how much is drawn: nothing is ever made smaller. */
  private fit(): void {
    const { clientWidth, clientHeight } = this.element;
    if (!this.shown || !this.data || `${clientWidth} ${clientHeight}` === this.size) return;
    this.draw();
  }

  private draw(): void {
    const { data } = this;
    if (!data) return;
    const { clientWidth, clientHeight } = this.element;
    this.size = `${clientWidth} ${clientHeight}`;
    if (clientWidth === 0 || clientHeight === 0) return;
    const halves = clientWidth < LEAST_FOR_TWO ? this.halves.slice(-1) : this.halves;
    const hadFocus = this.element.contains(document.activeElement);
    const scrolled = [...this.element.querySelectorAll('.sheet')].map(({ scrollTop, scrollLeft }) => ({
      scrollTop,
      scrollLeft,
    }));
    const sections = halves.map((half) => this.section(half, data));
    this.element.replaceChildren(...sections);
    this.drawn = sections.map((section, at) => this.fill(section, halves[at] ?? 'parts', data));
    [...this.element.querySelectorAll('.sheet')].forEach((canvas, at) => Object.assign(canvas, scrolled[at]));
    this.text = this.sentence(data, halves.at(-1) ?? 'parts');
    this.pick(this.picked, false);
    this.light(this.lit);
    if (hadFocus) this.focus();
    Object.assign(window, { autojitOverview: this.drawn });
  }

  focus(): void {
    const picked = this.picked === null ? undefined : this.elementOf(this.picked);
    (picked ?? this.elements()[0])?.focus({ preventScroll: true });
  }

  private section(half: Half, data: Data): HTMLElement {
    const section = document.createElement('section');
    section.className = `half ${half}`;
    const title = document.createElement('h2');
    title.textContent = TITLES[half];
    const note = document.createElement('span');
    note.className = 'muted';
    title.append(note);
    const canvas = document.createElement('div');
    canvas.className = 'sheet';
    section.append(title, canvas);
    if (half !== 'no-run') section.append(this.footer(half, data));
    return section;
  }

  /** `left`: parts that the pane has no row for. */
  private footer(half: Half, data: Data, left = NOTHING): HTMLElement {
    const { parts, run, libraries } = data;
    const ofParts = half !== 'run';
    const hubs = ofParts ? parts.hubs : (run?.hubs ?? []);
    const ran = half === 'parts' ? undefined : (run?.ran ?? 0);
    const folded = ofParts ? sum(parts.folded, left) : NOTHING;
    const events = {
      onHub: (id: string) => this.onHub(id, ofParts),
      onLibrary: (name: string) => this.events.onLibrary(name),
    };
    return footer({ hubs, ofParts, libraries, folded, ran }, events);
  }

  private onHub(id: string, ofParts: boolean): void {
    if (ofParts) this.events.onToggle(id);
    else this.events.onStart(id);
  }

  private fill(section: HTMLElement, half: Half, data: Data): Drawn {
    const canvas = section.querySelector<HTMLElement>('.sheet') ?? section;
    const note = section.querySelector('h2 .muted');
    const empty: Scene = { width: 0, height: 0, boxes: [], lines: [], texts: [], bars: [], separators: [] };
    if (half === 'no-run') {
      canvas.append(this.invitation());
      if (note) note.textContent = 'no run yet';
      return { half, scene: empty };
    }
    const room = { width: canvas.clientWidth, height: canvas.clientHeight, measure: this.measure };
    if (half === 'run' && data.run) {
      const { scene, elsewhere } = runScene(data.run, this.opened, room);
      canvas.append(drawScene(scene, `What ran, each function under its first caller`));
      if (note)
        note.textContent = [this.runName, elsewhere > 0 ? `${formatCount(elsewhere)} called from outside` : '']
          .filter(Boolean)
          .join(' · ');
      return { half, scene };
    }
    const showsRun = half === 'parts-ran';
    const { scene, drawn, left } = partsScene(data.parts, showsRun, room);
    if (left.parts > 0) section.lastElementChild?.replaceWith(this.footer(half, data, left));
    canvas.append(drawScene(scene, showsRun ? 'Parts of the program, and what of them ran' : 'Parts of the program'));
    if (note)
      note.textContent = showsRun
        ? `${this.runName} · blue: ran`
        : `${formatCount(drawn)} of ${plural(data.parts.parts, 'part')}, each under the part that calls it most`;
    return { half, scene };
  }

  /** A field of boxes without lines would be taken for a fault: before a run there is one sentence, and what to do. */
  private invitation(): HTMLElement {
    const element = document.createElement('div');
    element.className = 'invitation';
    const steps = document.createElement('div');
    steps.className = 'steps';
    steps.setAttribute('aria-hidden', 'true');
    for (const [name, text] of [
      ['stub', 'stub'],
      ['resolver', 'resolver'],
      ['materialized', 'materialized'],
    ] as const) {
      const step = document.createElement('span');
      step.className = `step ${name}`;
      step.textContent = text;
      steps.append(step);
    }
    const what = document.createElement('p');
    what.textContent =
      'Every function is a stub. Its first call goes to the resolver, which makes the code; all later calls go straight to it.';
    const then = document.createElement('p');
    then.className = 'muted';
    then.textContent = 'What ran will grow here, part by part, at the same places.';
    const run = button({
      label: 'Run lazily',
      icon: 'play',
      appearance: 'primary',
      onClick: () => this.events.onRun(),
    });
    element.append(steps, what, run, then);
    return element;
  }

  private sentence(data: Data, half: Half): string {
    const { run, parts, own, libraries } = data;
    const inLibraries = libraries.reduce((sum, { functions }) => sum + functions, 0);
    if (half === 'run' && run) {
      const drawn = this.boxes.filter(({ kind }) => kind === 'function').length;
      const kind = inLibraries > 0 ? ' own functions' : '';
      const inside = run.ran - drawn;
      return [
        `${formatCount(drawn)} of ${formatCount(run.ran)}${kind} that ran`,
        inside > 0 ? `${formatCount(inside)} inside them` : '',
        run.libraryRan > 0 ? `${formatCount(run.libraryRan)} in libraries` : '',
      ]
        .filter((part) => part !== '')
        .join(' · ');
    }
    const drawn = this.drawn.at(0)?.scene.boxes.filter(({ kind }) => kind === 'part').length ?? 0;
    const ran = run && half === 'parts-ran' ? `${formatCount(run.ran)} of ` : '';
    return [
      `${ran}${plural(own, 'own function')}${ran === '' ? '' : ' ran'}`,
      `${plural(drawn, 'part')} drawn`,
      parts.hubs.length > 0 ? `${formatCount(parts.hubs.length)} used everywhere` : '',
      parts.parts - drawn - parts.hubs.length > 0
        ? `${formatCount(parts.parts - drawn - parts.hubs.length)} folded`
        : '',
      ...libraries.slice(0, 2).map(libraryText),
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as Element;
    const tab = target.closest<SVGElement>('.tab')?.dataset['open'];
    const box = target.closest<SVGElement>('.box');
    const id = box?.dataset['id'];
    if (tab !== undefined || box?.classList.contains('rest')) this.events.onToggle(tab ?? id ?? '');
    else if (id !== undefined) this.events.onPick(id);
    else if (target.closest('svg')) this.events.onPick(null);
  }

  private onDoubleClick(event: MouseEvent): void {
    const box = (event.target as Element).closest<SVGElement>('.box');
    const id = box?.dataset['id'];
    if (id === undefined || (event.target as Element).closest('.tab')) return;
    if (box?.classList.contains('part')) this.events.onToggle(id);
    else if (box?.classList.contains('function')) this.events.onOpen(id);
  }

  private onContextMenu(event: MouseEvent): void {
    const id = (event.target as Element).closest<SVGElement>('.box')?.dataset['id'];
    if (id === undefined) return;
    event.preventDefault();
    this.events.onMenu(id, { x: event.clientX, y: event.clientY });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target as Element).closest('svg')) return;
    if (!this.walks(event.key) && !this.acts(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private walks(key: string): boolean {
    const withPicked = this.drawn.findLast(({ scene: { boxes } }) => boxes.some(({ id }) => id === this.picked));
    const next = walk((withPicked ?? this.drawn.at(-1))?.scene.boxes ?? [], this.picked, key);
    if (next === undefined) return false;
    this.events.onPick(next);
    this.focus();
    return true;
  }

  private acts(key: string): boolean {
    const { picked } = this;
    if (picked === null) return false;
    if (key === 'Enter' && this.find(picked)) this.events.onOpen(picked);
    else if (key === ' ' && this.opens(picked)) this.events.onToggle(picked);
    else return false;
    return true;
  }
}

const NOTHING = { parts: 0, functions: 0, ran: 0 };

function sum(a: typeof NOTHING, b: typeof NOTHING): typeof NOTHING {
  return { parts: a.parts + b.parts, functions: a.functions + b.functions, ran: a.ran + b.ran };
}

function libraryText({ name, functions }: LibraryBox): string {
  return `${formatCount(functions)} in ${name}`;
}
