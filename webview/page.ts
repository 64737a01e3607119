import { GroupId, type GraphNode, type GraphSlice, type StateChange } from '../protocol/graph.js';
import type { RunSummary } from '../protocol/lsp.js';
import type { SearchResult } from '../protocol/search.js';
import type { PageAction, PageContent } from '../protocol/webview.js';
import { describe } from './graph/function-text.js';
import { listen } from './graph/keyboard.js';
import { Panes } from './graph/panes.js';
import type { Picture } from './graph/picture.js';
import type { Arrangement } from './layout/layout-messages.js';
import type { Overview as OverviewData } from '../protocol/overview.js';
import { Overview } from './overview/overview.js';
import type { Half } from './overview/scene.js';
import { Details } from './panels/details.js';
import type { ShownAround } from './graph/function-text.js';
import { Content, type ContentEvents } from './views/content.js';
import type { Host } from './state/host.js';
import { readTheme } from './graph/theme.js';
import { FilterBar, type FilterBarEvents } from './panels/filter-bar.js';
import { legend } from './panels/legend.js';
import { Notice, type OwnAction } from './panels/notice.js';
import { groupText, Outline, outlineRows } from './panels/outline.js';
import { Results } from './panels/results.js';
import { runText, StatusLine } from './panels/status.js';
import { Timeline } from './panels/timeline.js';
import { Toolbar, type ToolbarEvents } from './panels/toolbar.js';
import { Tooltip } from './panels/tooltip.js';
import type { PageSettings } from './state/settings.js';
import type { Shown } from './state/shown.js';
import { type MenuEntry, type MenuItem, openMenu } from './widgets/menu.js';

export interface PageEvents extends Pick<ContentEvents, 'onRunChoice'>, Omit<ToolbarEvents, 'onSearch' | 'onMenu'> {
  onOpen(id: string): void;
  onRoot(id: string): void;
  onFold(group: string): void;
  /** Callees of a function that the graph has not drawn. */
  onMore(id: string): void;
  /** Something was selected that is not in the graph; `drawn` where it is seen all the same. */
  onLookUp(id: string, drawn: boolean): void;
  onLegend(): void;
  /** Looks in the whole program for what was typed. */
  onFind(text: string): void;
  /** What is selected, for the other views of the editor. */
  onSelected(id: string | null): void;
  /** Another moment of the run is shown: what stands for many functions is asked for. */
  onReplay(): void;
  /** To a function that was found. */
  onGo(id: string): void;
  /** Opens a box of the first picture, or closes it. */
  onToggle(id: string): void;
  onLibrary(name: string): void;
  onAction(action: PageAction | OwnAction): void;
  filter: FilterBarEvents;
  /** Entries of a menu: of the toolbar, or of an element. */
  menu(which: 'go' | 'view' | 'panels' | 'export'): MenuEntry[];
  elementMenu(id: string): MenuEntry[];
  keys(): Record<string, MenuItem>;
}

/** Everything on the screen. Knows how to show; decides nothing. */
export class Page {
  readonly panes: Panes;
  readonly notice: Notice;
  readonly status: StatusLine;
  readonly timeline: Timeline;
  /** Run tree and map, in place of the graph. */
  readonly content: Content;
  readonly overview: Overview;
  private readonly toolbar: Toolbar;
  private readonly filterBar: FilterBar;
  private readonly details: Details;
  private readonly outline: Outline;
  private readonly legend = legend();
  private readonly tooltip = new Tooltip();
  private readonly results: Results;
  private readonly announcer = document.createElement('div');
  private readonly area = document.createElement('main');
  private picked: string | null = null;
  private searched = '';
  private root: string | undefined;
  private names: GraphSlice['names'] = {};
  private timelineShown = false;
  private showing: PageContent = 'graph';
  /** Functions in which the program stands, innermost first. */
  private stack: readonly string[] = [];
  private told: string | null = null;
  /** Replay: so many materializations are shown; undefined: all. */
  until: number | undefined;
  /** What is selected outside of the graph, once it is known. */
  private looked: GraphNode | null = null;

  constructor(
    body: HTMLElement,
    host: Host,
    private readonly events: PageEvents,
  ) {
    this.toolbar = new Toolbar({
      ...events,
      onSearch: (text) => this.search(text),
      onMenu: (which, at) => openMenu(events.menu(which), at, which),
    });
    this.results = new Results(this.toolbar.search, {
      onGo: (id) => {
        this.clearSearch();
        events.onGo(id);
      },
      onLeave: () => this.leaveSearch(),
    });
    this.filterBar = new FilterBar(events.filter);
    this.notice = new Notice((action) => events.onAction(action));
    this.status = new StatusLine({
      onLegend: () => events.onLegend(),
      onFit: () => this.fit(),
      onKeys: () => this.showKeys(),
      onPaused: (id) => events.onGo(id),
    });
    this.details = new Details(events);
    const pick = (id: string): void => this.pick(id, true);
    const open = (id: string): void => (GroupId.safeParse(id).success ? events.onFold(id) : events.onOpen(id));
    this.outline = new Outline({ onPick: pick, onOpen: open });
    this.timeline = new Timeline({ onReplay: (order, later) => this.replay(order, later), onPick: pick });
    this.announcer.className = 'announcer';
    this.announcer.setAttribute('aria-live', 'polite');
    const { area } = this;
    area.tabIndex = 0;
    area.setAttribute('aria-label', 'Call graph. Arrow keys walk along calls, question mark lists all keys.');
    const middle = document.createElement('div');
    middle.className = 'middle';
    middle.append(this.outline.element, area);
    body.append(
      ...[this.toolbar.element, this.filterBar.element, middle, this.timeline.element],
      ...[this.status.element, this.details.element, this.announcer, this.results.element],
    );
    this.panes = new Panes(area, {
      onPick: (id) => {
        // A canvas takes no focus by itself, and the keys are those of the area.
        this.area.focus();
        this.pick(id, false);
      },
      onMore: (id) => events.onMore(id),
      onOpen: (id) => events.onOpen(id),
      onFold: (group) => events.onFold(group),
      onMenu: (id) => this.openMenuOf(id),
      onHover: (node, at) => {
        if (node) this.tooltip.show(node, at, (id) => this.nameOf(id));
        else this.tooltip.hide();
      },
    });
    this.content = new Content(host, {
      onPick: (id) => this.pick(id, false),
      onOpen: (id) => events.onOpen(id),
      onStatus: (text, run) => this.status.view(text, run),
      onRunChoice: (choice) => events.onRunChoice(choice),
      onRun: () => events.onRun(false),
      onTrust: () => events.onAction('trust'),
      reducedMotion: () => readTheme().reducedMotion,
    });
    this.overview = new Overview((text, size, bold) => this.panes.textWidth(text, size, bold), {
      onPick: (id) => this.pick(id, false),
      onOpen: (id) => events.onOpen(id),
      onToggle: (id) => events.onToggle(id),
      onStart: (id) => events.onRoot(id),
      onMenu: (id, at) => this.openMenuOf(id, at),
      onLibrary: (name) => events.onLibrary(name),
      onRun: () => events.onRun(false),
      onTrust: () => events.onAction('trust'),
    });
    const { overview, content } = this;
    area.append(overview.element, this.legend, this.tooltip.element, content.element, this.notice.element);
    // Controls without what they control would only flicker until the first answer.
    const { toolbar, filterBar, outline, timeline, status } = this;
    for (const part of [toolbar, filterBar, outline, timeline, status]) part.element.hidden = true;
    this.legend.hidden = true;
    listen(
      area,
      () => this.panes.cy,
      () => this.picked,
      () => events.keys(),
      {
        onPick: (id) => this.pick(id, true),
        onFind: () => this.toolbar.search.focus(),
        onMenu: (id) => this.openMenuOf(id),
        onHelp: () => this.showKeys(),
      },
    );
  }

  /** All of what is shown, in its own way. */
  fit(): void {
    if (this.showing !== 'graph') this.content.fit();
    else if (this.overview.shown) this.overview.fitAll();
    else this.panes.fit({ readable: false, animate: true });
  }

  zoom(by: number): void {
    if (this.showing !== 'graph') this.content.zoom(by);
    else if (this.overview.shown) this.overview.zoom(by);
    else this.panes.zoom(by);
  }

  private replay(order: number | undefined, later: ReadonlySet<string>): void {
    this.panes.replay(order);
    this.overview.replay(later);
    this.content.replay(later);
    if (order === this.until) return;
    this.until = order;
    if (this.overview.shown) this.events.onReplay();
  }

  get selected(): string | null {
    return this.picked;
  }

  /** What is drawn is not what was asked for, yet. */
  busy(on: boolean): void {
    this.area.setAttribute('aria-busy', String(on));
  }

  showSettings({ settings, programs, trusted, history, ownRuns }: Shown): void {
    this.toolbar.set(settings, programs, this.titleOf(settings), trusted, history);
    this.filterBar.set(settings, ownRuns);
    this.filterBar.element.hidden ||= programs.length === 0;
    this.status.element.hidden = programs.length === 0;
    this.status.about(programs.find(({ path }) => path === settings.program)?.problems ?? []);
    this.showing = settings.content;
    this.content.show(settings.content, trusted);
    this.overview.trusted = trusted;
    this.area.classList.toggle('without-graph', settings.content !== 'graph');
    this.area.tabIndex = settings.content === 'graph' ? 0 : -1;
    this.legend.hidden = !settings.legend || settings.content !== 'graph';
    this.outline.element.hidden = !settings.outline;
    this.timeline.element.hidden = !settings.timeline;
    this.panes.markPinned(new Set(settings.pinned));
    if (this.timelineShown && !settings.timeline) this.timeline.close();
    this.timelineShown = settings.timeline;
  }

  /** `moved` when places changed, `refit` when the person chose another picture; otherwise their pan and zoom stay. */
  show(
    slices: GraphSlice[],
    pictures: Picture[],
    places: Arrangement,
    { moved, refit }: { moved: boolean; refit: boolean },
  ): void {
    this.overview.hide();
    const root = slices[0]?.root;
    const anchor = root === this.root ? this.panes.anchor(this.picked ?? root) : undefined;
    this.panes.show(slices, pictures, places);
    // A picture that grew at one place keeps that place where the person looks at it.
    const keeps = !refit && root === this.root && (!moved || (anchor !== undefined && this.panes.keep(anchor)));
    if (!keeps) this.panes.fit({ readable: true, animate: false });
    this.root = root;
    this.names = slices[0]?.names ?? {};
    const last = slices.at(-1);
    if (last) {
      const rows = outlineRows(last, (id) => this.nameOf(id));
      this.outline.set(rows, slices[0]?.edges ?? [], root);
      if (moved) this.announce(`${last.coverage.shown} functions shown`);
    }
    this.afterPicture();
  }

  /** The first picture of a program, instead of a graph around a function. */
  showOverview(data: OverviewData, halves: readonly Half[], runName: string, opened: readonly string[]): void {
    if (!this.overview.shown) this.panes.clear();
    this.root = undefined;
    this.overview.show(data, halves, runName, opened);
    this.outline.set([], [], undefined);
    this.afterPicture();
  }

  /** Selects a function in all panes; `move` also brings it into sight. */
  pick(id: string | null, move: boolean): void {
    if (this.showing !== 'graph') return this.pickInView(id);
    this.picked = id !== null && this.isDrawn(id) ? id : null;
    this.overview.pick(this.picked, move);
    this.content.select(this.picked);
    if (move && this.picked !== null && !this.overview.shown) this.panes.center(this.picked);
    if (id === null) this.clearSearch();
    this.refreshFocus();
    if (this.picked !== null) this.announcePicked(this.picked);
  }

  /** What is selected stays so in the next picture, whether that has it or not: its details are told all the same. */
  private afterPicture(): void {
    const { picked } = this;
    this.refreshFocus();
    if (picked !== null && !this.isDrawn(picked) && !GroupId.safeParse(picked).success && this.looked?.id !== picked)
      this.events.onLookUp(picked, false);
  }

  private isDrawn(id: string): boolean {
    if (this.overview.shown) return this.overview.has(id);
    return this.panes.visible.some(({ cy }) => cy.getElementById(id).nonempty());
  }

  private announcePicked(id: string): void {
    const node = this.find(id);
    if (node) this.announce([node.label, ...describe(node, (one) => this.nameOf(one))].join(', '));
    const group = this.overview.shown ? undefined : this.panes.exported.groupOf(id);
    if (!group) return;
    const { exported } = this.panes;
    const jumps = exported.jumps(group.id) ? ', first calls go to the resolver' : '';
    this.announce(`${groupText(group, exported.view)}${jumps}. Space ${group.folded ? 'unfolds' : 'folds'} it`);
  }

  /** The function is looked up: a view has no more of it than its name and sizes. */
  private pickInView(id: string | null): void {
    this.picked = id;
    const found = this.content.select(id);
    if (id === null) this.clearSearch();
    this.looked = this.looked?.id === id ? this.looked : null;
    this.refreshFocus();
    if (id !== null) this.events.onLookUp(id, found);
  }

  /** What is known of the function that is selected in a view. */
  showLooked(node: GraphNode | null, drawn: boolean): void {
    if (node?.id !== this.picked) return;
    this.looked = node;
    this.refreshFocus();
    if (!node) return;
    const where = drawn ? [] : ['it is not in this picture'];
    this.announce([node.label, ...describe(node, (one) => this.nameOf(one)), ...where].join(', '));
  }

  /** After states changed: what is selected may have become something else. */
  refreshFocus(): void {
    const { picked } = this;
    const looked = this.looked?.id === picked ? (this.looked ?? undefined) : undefined;
    const drawn = picked === null || this.showing !== 'graph' ? undefined : this.find(picked);
    this.details.show(drawn ?? looked, (id) => this.nameOf(id), drawn && this.shownAround(drawn.id));
    this.outline.select(picked);
    this.overview.light(new Set([...(this.matches() ?? []), ...this.stack]));
    this.panes.light(this.stack);
    if (picked !== this.told) this.events.onSelected((this.told = picked));
    // One that this picture does not have fades nothing: all of it would be pale.
    if (picked !== null && this.isDrawn(picked)) this.panes.focus(this.around(picked), picked);
    else this.panes.focus(this.matches(), null);
  }

  /** The paused function and those above it are lit in all views, until the program goes on. */
  showStack(ids: readonly string[]): void {
    this.stack = ids;
    this.content.light(ids);
    this.refreshFocus();
    const [first] = ids;
    this.status.paused(first === undefined ? undefined : { id: first, frames: ids.length });
  }

  /** What a run changed is in the panes: what tells of them in words follows. */
  statesChanged(changes: readonly StateChange[]): void {
    const looked = changes.find(({ node }) => node.id === this.looked?.id)?.node;
    if (this.looked && looked) this.looked = { ...looked, label: this.looked.label };
    const last = this.panes.visible.at(-1)?.slice;
    if (last && !this.outline.element.hidden)
      this.outline.set(
        outlineRows(last, (id) => this.nameOf(id)),
        this.panes.visible[0]?.slice?.edges ?? [],
        this.root,
      );
    this.refreshFocus();
  }

  announceRun(run: RunSummary): void {
    this.announce(`${run.name}: ${runText(run)}`);
  }

  find(id: string): GraphNode | undefined {
    return this.overview.shown ? this.overview.find(id) : this.panes.find(id);
  }

  private nameOf(id: string): string | undefined {
    return this.overview.shown ? this.overview.labelOf(id) : this.panes.find(id)?.label;
  }

  /** What the picture is about, which may be folded in it; until it came, the title waits for the name. */
  private aboutName(id: string): string {
    return this.nameOf(id) ?? this.names[id] ?? '…';
  }

  private titleOf({ root, whole, path }: PageSettings): string {
    if (path) return `Path: ${this.aboutName(path.from)} → ${this.aboutName(path.to)}`;
    if (whole) return 'Whole program';
    return `Root: ${root === null ? 'main' : this.aboutName(root)}`;
  }

  private announce(text: string): void {
    this.announcer.textContent = text;
  }

  private openMenuOf(id: string, at?: { x: number; y: number }): void {
    this.pick(id, false);
    const entries = this.events.elementMenu(id);
    if (entries.length === 0) return;
    const { x, y } = at ?? (this.overview.shown ? this.overview.placeOf(id) : this.panes.placeOf(id));
    this.area.focus();
    openMenu(entries, { x, y }, this.nameOf(id) ?? this.panes.exported.groupOf(id)?.title ?? '');
  }

  /** Every key with what it does, from where it does it. */
  private showKeys(): void {
    const fixed: [string, string][] = [
      ['Arrows', 'Along calls and between neighbours'],
      ['/', 'Find'],
      ['.', 'Menu of the selected function'],
      ['Esc', 'Undim'],
    ];
    const all = Object.entries(this.events.keys()).map(([key, { label }]) => [key === ' ' ? 'Space' : key, label]);
    this.area.focus();
    openMenu(
      [...fixed, ...all].map(([key, label = '']) => ({ key, label, run: () => undefined })),
      { x: 40, y: 60 },
      'Keys',
    );
  }

  /** How many of a function's callers and callees have an element of their own here; undefined where no calls are drawn. */
  private shownAround(id: string): ShownAround | undefined {
    return this.overview.shown ? this.overview.around(id) : this.panes.shownAround(id);
  }

  private around(id: string): ReadonlySet<string> {
    const near = new Set([id]);
    for (const { cy } of this.panes.visible) {
      cy.getElementById(id)
        .closedNeighborhood()
        .nodes()
        .forEach((node) => {
          near.add(node.id());
        });
    }
    return near;
  }

  /** What is drawn of it is lit at once; the list has all of the program. */
  private search(text: string): void {
    this.searched = text.trim().toLowerCase();
    if (this.searched === '') this.results.hide();
    else this.events.onFind(text.trim());
    if (this.showing !== 'graph') {
      this.content.search(text);
      return;
    }
    this.picked = null;
    this.refreshFocus();
    const found = this.matches();
    const [only] = found ?? [];
    if (found?.size === 1 && only !== undefined && !this.overview.shown) this.panes.center(only);
  }

  /** Unless the person went on typing. */
  showFound(text: string, result: SearchResult): void {
    if (this.searched === '' || text.toLowerCase() !== this.searched) return;
    this.results.show(result);
    this.announce(`${result.found} found`);
  }

  private leaveSearch(): void {
    this.clearSearch();
    this.refreshFocus();
    if (this.showing === 'graph') this.area.focus();
    else this.content.focus();
  }

  private clearSearch(): void {
    this.searched = '';
    this.results.hide();
    this.content.search('');
    this.toolbar.search.value = '';
  }

  private matches(): ReadonlySet<string> | null {
    if (this.searched === '') return null;
    const nodes = this.overview.shown ? this.overview.nodes : this.panes.visible.flatMap((pane) => [...pane.nodes]);
    const fits = ({ label, signature, module }: GraphNode): boolean =>
      `${label} ${signature} ${module}`.toLowerCase().includes(this.searched);
    const found = nodes.filter(fits).map(({ id }) => id);
    // Of what none is drawn, the list tells; nothing has to fade for it.
    return found.length === 0 ? null : new Set(found);
  }
}
