import { OverviewFold } from '../../protocol/fold-overview.js';
import type { GraphNode, StateChange } from '../../protocol/graph.js';
import type { Overview as Data } from '../../protocol/overview.js';
import { formatCount, plural } from '../../protocol/text.js';
import { drawLines, drawScene } from './draw.js';
import { footer, footerContent, growInto, NOTHING } from './footer.js';
import { invitation, invitationLine } from './invitation.js';
import { walk } from './keys.js';
import { type PartsScene, partsScene } from './parts-scene.js';
import { runScene } from './run-scene.js';
import type { Half, Measure, Scene, SceneBox } from './scene.js';
import { sentence } from './sentence.js';
import type { StartEvents } from '../widgets/start-button.js';

export interface OverviewEvents {
  onPick(id: string | null): void;
  /** Its source. */
  onOpen(id: string): void;
  /** What is inside of it, here. */
  onToggle(id: string): void;
  onStart(id: string): void;
  onMenu(id: string, at: { x: number; y: number }): void;
  onLibrary(name: string): void;
  onRun: () => void;
  onTrust: () => void;
}

const TITLES: Record<Half, string> = {
  parts: 'Regular',
  'parts-ran': 'AutoJIT',
  run: 'AutoJIT, live',
  'no-run': 'AutoJIT',
};
/** In less, two halves say less than one. */
const LEAST_FOR_TWO = 640;

/** What each drawing is, to those who do not see it. */
const LABELS: Record<Half, string> = {
  parts: 'Parts of the program',
  'parts-ran': 'Parts of the program, and what of them ran',
  run: 'What ran, each function under its first caller',
  'no-run': '',
};

/** What bars beside the boxes say. */
const BARS: Partial<Record<Half, string>> = { parts: 'size of the code', 'parts-ran': 'code that ran' };

/** Footers and drawings agree after two turns, where they can. */
const MOST_TURNS = 3;

/** Between the drawing and what stands below it. */
const SPARE = 24;

/** Boxes that fill are drawn anew so often, at most. */
const DRAW_MS = 200;

const EMPTY: Scene = { width: 0, height: 0, boxes: [], lines: [], texts: [], bars: [], separators: [] };

interface Drawn extends Pick<Partial<PartsScene>, 'linesFor' | 'left'> {
  /** Functions of a run that are in no box. */
  elsewhere?: number;
  half: Half;
  scene: Scene;
}

function sheetOf(section: HTMLElement): HTMLElement {
  return section.querySelector<HTMLElement>('.sheet') ?? section;
}

/** The first picture: boxes that fit the pane at their full size, and what they leave out. */
export class Overview {
  readonly element = document.createElement('div');
  private data: Data | undefined;
  private live: OverviewFold | undefined;
  private redraw: ReturnType<typeof setTimeout> | undefined;
  private drawnAt = 0;
  private halves: readonly Half[] = [];
  private runName = '';
  private opened: ReadonlySet<string> = new Set();
  private isTrusted = false;
  private drawn: Drawn[] = [];
  private picked: string | null = null;
  private lit: ReadonlySet<string> = new Set();
  private size = '';
  private scale = 1;
  private later: ReadonlySet<string> = new Set();
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

  /** Whether anything of this workspace may be run. */
  set trusted(trusted: boolean) {
    if (this.isTrusted === trusted) return;
    this.isTrusted = trusted;
    if (this.shown) this.draw();
  }

  private get start(): StartEvents {
    const { onRun, onTrust } = this.events;
    return { trusted: this.isTrusted, onRun, onTrust };
  }

  hide(): void {
    this.element.hidden = true;
  }

  show(data: Data, halves: readonly Half[], runName: string, opened: readonly string[]): void {
    this.data = data;
    this.live = new OverviewFold(data);
    this.halves = halves;
    this.runName = runName;
    this.opened = new Set(opened);
    this.element.hidden = false;
    this.draw();
  }

  /** Takes in what a run changed; `onDrawn`: it is seen. */
  patch(changes: readonly StateChange[], onDrawn: () => void): void {
    const now = this.live?.apply(changes);
    if (!now) return;
    this.data = now;
    this.redraw ??= setTimeout(
      () => {
        this.redraw = undefined;
        if (!this.shown) return;
        this.draw();
        onDrawn();
      },
      Math.max(0, this.drawnAt + DRAW_MS - performance.now()),
    );
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
    for (const { linesFor, half } of this.drawn)
      if (linesFor) this.element.querySelector(`.half.${half} .lines`)?.replaceChildren(...drawLines(linesFor(id)));
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

  /** Replay: what came later is hollow again. */
  replay(later: ReadonlySet<string>): void {
    this.later = later;
    for (const element of this.elements()) element.classList.toggle('later', later.has(element.dataset['id'] ?? ''));
  }

  zoom(by: number): void {
    this.scale = Math.min(4, Math.max(0.4, this.scale * by));
    this.rescale();
  }

  /** As it was at first: all text at its own size, from the beginning. */
  fitAll(): void {
    this.scale = 1;
    this.rescale();
    for (const sheet of this.element.querySelectorAll('.sheet')) sheet.scrollTo(0, 0);
  }

  private rescale(): void {
    this.element.querySelectorAll<SVGElement>('svg').forEach((svg) => {
      svg.style.width = this.scale === 1 ? '' : `${Number(svg.getAttribute('width')) * this.scale}px`;
      svg.style.height = this.scale === 1 ? '' : `${Number(svg.getAttribute('height')) * this.scale}px`;
    });
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
    this.drawnAt = performance.now();
    const { clientWidth, clientHeight } = this.element;
    this.size = `${clientWidth} ${clientHeight}`;
    if (clientWidth === 0 || clientHeight === 0) return;
    const narrow = clientWidth < LEAST_FOR_TWO && this.halves.length > 1;
    // Before a run the program itself says more than that it did not run.
    const unrun = narrow && this.halves.at(-1) === 'no-run';
    const halves = unrun ? this.halves.slice(0, 1) : narrow ? this.halves.slice(-1) : this.halves;
    const hadFocus = this.element.contains(document.activeElement);
    const scrolled = [...this.element.querySelectorAll('.sheet')].map(({ scrollTop, scrollLeft }) => ({
      scrollTop,
      scrollLeft,
    }));
    const sections = halves.map((half) => this.section(half));
    this.element.replaceChildren(...sections);
    if (unrun) sections[0]?.append(invitationLine(this.start));
    this.drawn = this.fill(sections, halves, data);
    [...this.element.querySelectorAll('.sheet')].forEach((canvas, at) => Object.assign(canvas, scrolled[at]));
    this.text = sentence(data, halves.at(-1) ?? 'parts', this.drawn);
    this.pick(this.picked, false);
    this.light(this.lit);
    this.replay(this.later);
    this.rescale();
    if (hadFocus) this.focus();
    Object.assign(window, { autojitOverview: this.drawn });
  }

  focus(): void {
    const picked = this.picked === null ? undefined : this.elementOf(this.picked);
    (picked ?? this.elements()[0])?.focus({ preventScroll: true });
  }

  private section(half: Half): HTMLElement {
    const section = document.createElement('section');
    section.className = `half ${half}`;
    const title = document.createElement('h2');
    title.textContent = TITLES[half];
    const note = document.createElement('span');
    note.className = 'muted';
    title.append(note);
    const bars = document.createElement('span');
    bars.className = 'muted bars-title';
    bars.textContent = BARS[half] ?? '';
    title.append(bars);
    const sheet = document.createElement('div');
    sheet.className = 'sheet';
    section.append(title, sheet);
    return section;
  }

  private footer(half: Half, data: Data, left = NOTHING): HTMLElement {
    const ofParts = half !== 'run';
    return footer(footerContent(data, ofParts, half !== 'parts', left), {
      onHub: (id) => this.onHub(id, ofParts && data.parts.unit === 'part'),
      onEntry: (id) => this.events.onStart(id),
      onLibrary: (name) => this.events.onLibrary(name),
    });
  }

  private onHub(id: string, ofParts: boolean): void {
    if (ofParts) this.events.onToggle(id);
    else this.events.onStart(id);
  }

  /** What is left out is said below, which takes room from what is drawn: until both agree, in both halves. */
  private fill(sections: readonly HTMLElement[], halves: readonly Half[], data: Data): Drawn[] {
    let left = NOTHING;
    for (let turn = 0; ; turn += 1) {
      sections.forEach((section, at) => {
        section.querySelector('.overview-footer')?.remove();
        const half = halves[at] ?? 'parts';
        if (half !== 'no-run') section.append(this.footer(half, data, left));
      });
      const height = Math.min(...sections.map((section) => sheetOf(section).clientHeight));
      const drawn = sections.map((section, at) => this.scene(halves[at] ?? 'parts', section, height, data));
      const now = drawn.find(({ left: some }) => some !== undefined)?.left ?? NOTHING;
      if (now.parts === left.parts || turn === MOST_TURNS) {
        drawn.forEach(({ scene, half }, at) => this.put(sections[at], half, scene));
        const free = height - Math.max(...drawn.map(({ scene }) => scene.height)) - SPARE;
        for (const below of sections.map((one) => one.querySelector<HTMLElement>('.overview-footer')))
          if (below && free > 0) growInto(below, free);
        return drawn;
      }
      left = now;
    }
  }

  private scene(half: Half, section: HTMLElement, height: number, data: Data): Drawn {
    const note = section.querySelector('h2 .muted') ?? section;
    const room = { width: sheetOf(section).clientWidth, height, measure: this.measure };
    if (half === 'no-run') {
      note.textContent = 'no run yet';
      return { half, scene: EMPTY };
    }
    if (half === 'run' && data.run) {
      const { scene, elsewhere } = runScene(data.run, this.opened, room);
      note.textContent = [this.runName, elsewhere > 0 ? `${formatCount(elsewhere)} called from outside` : '']
        .filter(Boolean)
        .join(' · ');
      return { half, scene, elsewhere };
    }
    const { scene, linesFor, drawn, left } = partsScene(data.parts, half === 'parts-ran', room);
    note.textContent =
      half === 'parts-ran'
        ? `${this.runName} · blue: ran`
        : `${formatCount(drawn)} of ${plural(data.parts.parts, data.parts.unit)}, each under the one that calls it most`;
    return { half, scene, linesFor, left };
  }

  private put(section: HTMLElement | undefined, half: Half, scene: Scene): void {
    if (!section) return;
    if (half === 'no-run') sheetOf(section).append(invitation(this.start));
    else sheetOf(section).append(drawScene(scene, LABELS[half]));
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
