import { callersAndCallees } from '../../protocol/layout/map-calls.js';
import { cellOf, drawMap, hasRun, mapText, onScreen, ranIn } from '../../protocol/layout/map-drawing.js';
import { mapPicture } from '../../protocol/layout/map-picture.js';
import { runName } from '../../protocol/layout/run-picture.js';
import { mapTable } from '../../protocol/layout/tables.js';
import { layOutMap, type MapBox, type MapLayout } from '../../protocol/layout/treemap.js';
import { formatCount, plural } from '../../protocol/text.js';
import { foldMap } from '../../protocol/fold-views.js';
import type { StateChange } from '../../protocol/graph.js';
import type { RunSummary } from '../../protocol/run-summary.js';
import { type ProgramMap, STATE_LETTERS } from '../../protocol/views.js';
import { ViewBar } from './bar.js';
import { SceneCanvas } from './canvas.js';
import { MapNames } from './map-names.js';
import { mapLegend } from './map-legend.js';
import { MapZoom } from './map-zoom.js';
import { Pointer } from './pointer.js';
import type { ViewPicture } from './saved.js';
import type { ViewEvents } from './view-events.js';

const MARGIN = 6;

interface Place {
  x: number;
  y: number;
}

/** What the program is made of, and what of it ran: rectangles whose places depend on the build alone. */
export class MapView {
  readonly element = document.createElement('section');
  private readonly bar = new ViewBar('Part of the map that is seen');
  private readonly legend = mapLegend();
  private readonly scene: SceneCanvas;
  private readonly zoom: MapZoom;
  private readonly names: MapNames;
  private map: ProgramMap | undefined;
  private layout: MapLayout | undefined;
  private laidOutFor = '';
  /** Made when somebody asks for a function: of 100,000 it takes longer than to paint them. */
  private numbers: Map<string, number> | undefined;
  private picked: string | null = null;
  private box: number | undefined;
  private searched = '';
  private stack: readonly string[] = [];
  private later: ReadonlySet<string> = new Set();
  /** The map with the states of the moment that is replayed. */
  private then: ProgramMap | undefined;
  private frame = 0;

  constructor(
    private readonly events: ViewEvents,
    labels: (program: string, ids: string[]) => Promise<string[]>,
  ) {
    this.element.className = 'program-view map-view';
    const stage = document.createElement('div');
    stage.className = 'stage';
    stage.tabIndex = 0;
    stage.setAttribute('role', 'group');
    stage.setAttribute(
      'aria-label',
      'Map of the program. Arrow keys go from part to part, Space shows a part alone, Enter opens the source.',
    );
    this.scene = new SceneCanvas(() => this.paint());
    this.zoom = new MapZoom(
      () => this.paint(),
      () => events.reducedMotion(),
    );
    this.names = new MapNames(labels, () => this.paint());
    stage.append(this.scene.element);
    this.element.append(this.bar.element, stage, this.legend.element);
    new ResizeObserver(() => this.layOut()).observe(stage);
    new Pointer(stage, {
      onHover: (at) => this.hover(at),
      onClick: (at) => this.click(at),
      onSettled: () => undefined,
      onDouble: (at) => this.double(at),
      onPan: (dx, dy) => this.zoom.pan(dx, dy),
      onWheel: ({ dx, dy, at }) => this.zoom.wheel(Math.abs(dy) > Math.abs(dx) ? dy : dx, this.inMap(at)),
    });
    stage.addEventListener('keydown', (event) => this.key(event));
  }

  set(map: ProgramMap): void {
    const other =
      this.map?.program !== map.program || this.map.builtAt !== map.builtAt || this.map.id.length !== map.id.length;
    this.map = map;
    this.then = undefined;
    if (other) {
      this.numbers = undefined;
      this.laidOutFor = '';
      this.box = undefined;
      this.zoom.reset();
      this.names.forget();
    }
    this.layOut();
    this.select(this.picked);
  }

  /** Takes in what the run that it shows has changed. */
  patch(changes: readonly StateChange[], run: RunSummary): void {
    if (this.map?.run?.id !== run.id) return;
    this.map = foldMap(this.map, changes, run, (id) => this.numberOf(id));
    this.then = undefined;
    this.paint();
  }

  select(id: string | null): boolean {
    this.picked = id;
    const at = id === null ? undefined : this.numberOf(id);
    if (at !== undefined) this.box = this.layout?.boxOf[at];
    if (id === null) this.box = undefined;
    this.paint();
    return at !== undefined;
  }

  /** Functions in which the program stands. */
  light(ids: readonly string[]): void {
    this.stack = ids;
    this.paint();
  }

  /** Replay: what came later has not run. */
  replay(later: ReadonlySet<string>): void {
    this.later = later;
    this.then = undefined;
    this.paint();
  }

  zoomBy(by: number): void {
    this.zoom.step(by > 1);
  }

  fit(): void {
    this.zoom.show(undefined);
  }

  /** As it is, or as it was at the moment that is replayed. */
  private get now(): ProgramMap | undefined {
    const { map, later } = this;
    if (!map || later.size === 0) return map;
    this.then ??= {
      ...map,
      states: map.id.map((id, at) => (later.has(id) ? STATE_LETTERS.stub : (map.states[at] ?? ''))).join(''),
    };
    return this.then;
  }

  search(text: string): number {
    this.searched = text.trim().toLowerCase();
    this.paint();
    return this.found()?.size ?? 0;
  }

  picture(): ViewPicture | undefined {
    const { map } = this;
    if (!map) return undefined;
    const { palette, fontFamily: font, measure } = this.scene;
    const { width, height } = this.scene.size;
    const name = programName(map);
    const drawing = mapPicture(map, { width, height: height + 54, measure, name });
    const covers = `${this.layout ? mapText(map, this.layout) : ''} · ${runName(map.run)}`;
    return { drawing, palette, font, covers, data: map, table: mapTable(map) };
  }

  private layOut(): void {
    const { map } = this;
    const { width, height } = this.pane;
    if (!map || width <= 0 || height <= 0) return;
    const key = JSON.stringify([map.program, map.builtAt, map.id.length]);
    if (key !== this.laidOutFor || !this.layout || isOther(this.layout, this.pane)) {
      const selected = this.layout?.boxes[this.box ?? -1];
      this.layout = layOutMap(map, width, height);
      this.laidOutFor = key;
      this.zoom.reset();
      if (selected)
        this.box = this.layout.boxes.findIndex(({ title, kind }) => title === selected.title && kind === selected.kind);
    }
    this.zoom.within(this.pane, this.layout);
    this.paint();
  }

  private get pane(): { width: number; height: number } {
    const { width, height } = this.scene.size;
    return { width: width - 2 * MARGIN, height: height - MARGIN };
  }

  /** At most once a frame, however often something changes. */
  private paint(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paintNow();
    });
  }

  private paintNow(): void {
    const { now: map, layout } = this;
    if (!map || !layout) return;
    const { window } = this.zoom;
    const missing: number[] = [];
    const labelOf = (at: number): string => {
      const label = map.label[at] || this.names.of(map.id[at] ?? '');
      if (label === undefined) missing.push(at);
      return label ?? '';
    };
    const picked = this.picked === null ? undefined : this.numberOf(this.picked);
    const lit = this.stack.flatMap((id) => this.numberOf(id) ?? []);
    const drawing = drawMap({
      ...{ map, layout, window, labelOf, measure: this.scene.measure, found: this.found() },
      ...{ ...this.pane, box: this.box, function: picked, lit },
    });
    this.scene.paint(drawing, { scale: 1, x: MARGIN, y: 0 });
    this.names.ask(
      map.program,
      missing.map((at) => map.id[at] ?? ''),
    );
    this.say(map, layout);
    expose({
      boxes: layout.boxes,
      window,
      cells: drawing.shapes.length,
      status: mapText(map, layout),
      box: this.box,
      names: this.names.size,
      lit: lit.map((at) => map.id[at] ?? ''),
    });
  }

  private say(map: ProgramMap, layout: MapLayout): void {
    const all = { label: programName(map), go: () => this.zoom.show(undefined) };
    const near = this.zoom.focus;
    const boxes = near ? [layout.boxes[near.folder], near].filter((one) => one !== undefined) : [];
    const steps = boxes.map((box) => ({ label: box.label, go: () => this.zoom.show(box) }));
    this.bar.way([all, ...steps], 'double click a part to see it alone');
    const selected = layout.boxes[this.box ?? -1];
    this.legend.set(selected && this.sentences(map, layout, selected), this.scene.palette);
    this.events.onStatus(mapText(map, layout), map.run);
  }

  private sentences(
    map: ProgramMap,
    layout: MapLayout,
    box: MapBox,
  ): { name: string; ran: string; calledBy: string; calls: string } {
    const { callers, callees, ...sums } = callersAndCallees(map, layout, this.box ?? -1);
    const drawn = (count: number): string => (count === 0 ? '' : `, ${count} drawn`);
    return {
      name: box.label,
      ran: `${formatCount(ranIn(map, box.functions))} of ${plural(box.functions.length, 'function')} ran`,
      calledBy: `calls it: ${plural(sums.callerParts, 'part')}, ${plural(sums.callsIn, 'call')}${drawn(callers.length)}`,
      calls: `it calls: ${plural(sums.calleeParts, 'part')}, ${plural(sums.callsOut, 'call')}${drawn(callees.length)}`,
    };
  }

  /** Where a function stands in the map. */
  private numberOf(id: string): number | undefined {
    this.numbers ??= new Map((this.map?.id ?? []).map((one, at) => [one, at]));
    return this.numbers.get(id);
  }

  private found(): ReadonlySet<number> | undefined {
    const { map, searched } = this;
    if (!map || searched === '') return undefined;
    const found = new Set<number>();
    map.id.forEach((id, at) => {
      const where = `${map.label[at] ?? ''} ${id} ${map.parts.parts[map.part[at] ?? -1]?.label ?? ''}`;
      if (where.toLowerCase().includes(searched)) found.add(at);
    });
    return found;
  }

  private inMap({ x, y }: Place): Place {
    return { x: x - MARGIN, y };
  }

  private boxAt(at: Place): number | undefined {
    const { layout } = this;
    const { x, y } = this.inMap(at);
    // Parts stand behind their folder: the last that holds the place is the innermost.
    const found = layout?.boxes.findLastIndex((box) => holds(onScreen(box, this.zoom.window), x, y)) ?? -1;
    return found < 0 ? undefined : found;
  }

  private functionAt(at: Place): number | undefined {
    const { layout } = this;
    const box = layout?.boxes[this.boxAt(at) ?? -1];
    if (!layout || box?.kind !== 'part') return undefined;
    const { x, y } = this.inMap(at);
    return box.functions.find((one) => holds(onScreen(cellOf(layout, one), this.zoom.window), x, y));
  }

  private hover(at: Place | undefined): void {
    const { now: map, layout } = this;
    const place = at && this.boxAt(at);
    const box = layout?.boxes[place ?? -1];
    if (!map || !at || !box) return this.events.onTip(undefined, at);
    const ran = `${formatCount(ranIn(map, box.functions))} of ${plural(box.functions.length, 'function')} ran`;
    const one = this.functionAt(at);
    if (one === undefined) return this.events.onTip([box.label, box.title === box.label ? '' : box.title, ran], at);
    const name = this.nameOf(map, one);
    const state = hasRun(map, one) ? 'ran' : 'did not run';
    this.events.onTip(
      [name, `${map.run ? `${state} · ` : ''}${plural(map.size[one] ?? 0, 'instruction')}`, `${box.label}: ${ran}`],
      at,
    );
  }

  private nameOf(map: ProgramMap, at: number): string {
    const id = map.id[at] ?? '';
    return map.label[at] || this.names.of(id) || id;
  }

  /** A click on a function selects it and its part; one on a title, the part alone. */
  private click(at: Place): void {
    const [box, one] = [this.boxAt(at), this.functionAt(at)];
    this.events.onPick(one === undefined ? null : (this.map?.id[one] ?? null));
    this.box = box === undefined || this.layout?.boxes[box]?.kind === 'folder' ? undefined : box;
    this.paint();
  }

  /** On a function: its source. On a title: that part alone, or all again. */
  private double(at: Place): void {
    const { layout, map } = this;
    const one = this.functionAt(at);
    if (one !== undefined && map) return this.events.onOpen(map.id[one] ?? '');
    const box = layout?.boxes[this.boxAt(at) ?? -1];
    if (box?.kind !== 'library') this.showAlone(box);
  }

  /** Or all again. */
  private showAlone(box: MapBox | undefined): void {
    if (box) this.zoom.show(this.zoom.focus === box ? undefined : box);
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && this.picked !== null) this.events.onOpen(this.picked);
    else if (event.key === ' ') this.showAlone(this.layout?.boxes[this.box ?? -1]);
    else if (event.key === '+' || event.key === '-') this.zoom.step(event.key === '+');
    else if (event.key === '0') this.fit();
    else if (event.key === 'Escape' || event.key === 'Backspace') this.leave();
    else if (event.key.startsWith('Arrow')) this.step(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private leave(): void {
    if (this.box !== undefined) this.events.onPick(null);
    this.zoom.show(undefined);
  }

  /** To the nearest part in that direction; its largest function is selected with it. */
  private step(key: string): void {
    const { layout, map } = this;
    if (!layout || !map) return;
    const here = layout.boxes[this.box ?? -1];
    const next = here ? nearest(layout.boxes, here, key) : layout.boxes.findIndex(({ kind }) => kind === 'part');
    const box = layout.boxes[next];
    if (!box) return;
    const size = (at: number): number => map.size[at] ?? 0;
    const [first] = [...box.functions].sort((a, b) => size(b) - size(a));
    if (first !== undefined) this.events.onPick(map.id[first] ?? null);
    this.box = next;
    this.paint();
  }
}

function nearest(boxes: readonly MapBox[], here: MapBox, key: string): number {
  const middle = ({ x, y, w, h }: MapBox): Place => ({ x: x + w / 2, y: y + h / 2 });
  const from = middle(here);
  let [best, least] = [boxes.indexOf(here), Infinity];
  for (const [at, box] of boxes.entries()) {
    if (box === here || box.kind === 'folder') continue;
    const { x, y } = middle(box);
    const [dx, dy] = [x - from.x, y - from.y];
    const along = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[key] ?? 0;
    const aside = key === 'ArrowLeft' || key === 'ArrowRight' ? Math.abs(dy) : Math.abs(dx);
    const far = along + 2 * aside;
    if (along > 1 && far < least) [best, least] = [at, far];
  }
  return best;
}

/** A little larger or smaller, the map is stretched; beyond that its rectangles would be slivers. */
function isOther(a: { width: number; height: number }, b: { width: number; height: number }): boolean {
  const far = (one: number, other: number): boolean => Math.abs(Math.log(one / other)) > 0.25;
  return far(a.width, b.width) || far(a.height, b.height);
}

function programName({ program }: ProgramMap): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

function holds(box: { x: number; y: number; w: number; h: number }, x: number, y: number): boolean {
  return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

/** For tests: a canvas cannot be asked what is on it. */
function expose(map: object): void {
  const views = (globalThis as { autojitViews?: object }).autojitViews ?? {};
  Object.assign(globalThis, { autojitViews: { ...views, map } });
}
