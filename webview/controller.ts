import type { GraphFilter, GraphNode, GraphSlice, GraphView } from '../protocol/graph.js';
import type { Overview } from '../protocol/overview.js';
import type { ProgramSummary, RunSummary } from '../protocol/lsp.js';
import type { ViewQuery } from '../protocol/views.js';
import type { PickPurpose, ToPage } from '../protocol/webview.js';
import { Arranger } from './arranger.js';
import type { LayoutClient } from './layout/layout-client.js';
import type { Half } from './overview/scene.js';
import type { Page } from './page.js';
import { Live } from './live.js';
import { runText } from './panels/status.js';
import { History } from './state/history.js';
import type { Host } from './state/host.js';
import {
  isOtherPicture,
  isStart,
  type PageSettings,
  type PageView,
  queryOf,
  readSettings,
  startView,
  viewOf,
} from './state/settings.js';
import type { Shown } from './state/shown.js';

/** What a run draws for the first time is asked for so often at most. */
const GROWTH_MS = 700;
/** The run tree grows as one looks on. */
const LIVE_MS = 200;

/** Pictures of a run take at most a quarter of the time: what is large comes more rarely. */
const SHARE = 3;

/** So long nobody misses a picture. */
const PATIENCE_MS = 600;

/** Decides what is asked for and drawn. The page only shows it, the host only answers. */
export class Controller implements Shown {
  settings: PageSettings;
  programs: ProgramSummary[] = [];
  runs: RunSummary[] = [];
  trusted = false;
  /** The host has said which programs there are. */
  private told = false;
  readonly history = new History();
  private shown: GraphSlice[] = [];
  private readonly arranger: Arranger;
  private readonly live: Live;
  private loading = 0;
  private reload: ReturnType<typeof setTimeout> | undefined;
  /** Milliseconds that the last picture of a run took, from question to drawing. */
  private lastLoad = 0;
  private problem: Extract<ToPage, { type: 'problem' }>['problem'] = null;

  constructor(
    private readonly host: Host,
    layout: LayoutClient,
    private readonly page: Page,
    private readonly inOrder: (work: () => Promise<void>) => void,
  ) {
    this.settings = readSettings(host.state);
    this.live = new Live(page);
    this.arranger = new Arranger(layout, page, () => this.inOrder(() => this.load()));
  }

  async receive(message: ToPage): Promise<void> {
    switch (message.type) {
      case 'programs':
        return this.setPrograms(message);
      case 'states':
        return this.setStates(message);
      case 'show':
        return this.show(message.program, message.run);
      case 'reveal':
        return this.reveal(message.program, message.id);
      case 'cursor':
        return this.followTo(message.program, message.id);
      case 'stack':
        return this.page.showStack(message.program === this.settings.program ? message.ids : []);
      case 'picked':
        return this.picked(message.purpose, message.id);
      case 'problem':
        this.problem = message.problem;
        // That nothing is wrong says nothing about programs.
        return message.problem || this.told ? this.load() : undefined;
      default:
        // Answers to requests; the host settles them.
        return;
    }
  }

  private async show(program: string, run: string | undefined): Promise<void> {
    if (run !== undefined) await this.change({ program, run, content: 'run' });
    else if (program !== this.settings.program) await this.change({ program });
  }

  /** A choice of the person: remembered, shown, and what it needs is loaded. */
  async change(change: Partial<PageSettings>): Promise<void> {
    const before = this.settings;
    const other = change.program !== undefined && change.program !== before.program;
    // A function or a run of one program is none of another.
    this.settings = { ...before, ...(other && { ...startView, run: null, other: null, pinned: [] }), ...change };
    if (other) {
      this.history.clear();
      this.page.busy(true);
    }
    if (isOtherPicture(before, this.settings)) this.arranger.fitNext();
    if (this.settings.follow !== before.follow) this.host.post({ type: 'follow', on: this.settings.follow });
    this.host.state = this.settings;
    await this.load();
    if (this.settings.content !== before.content) await this.takeSelectionAlong();
  }

  /** A selection is one for all views: what is chosen in one is shown in the next. */
  private async takeSelectionAlong(): Promise<void> {
    const { selected } = this.page;
    if (selected === null) return;
    if (this.settings.content === 'graph' && !this.isShown(selected)) await this.start(selected);
    this.page.pick(selected, true);
  }

  /** To another place in the program: back leads here again. */
  async go(change: Partial<PageView>): Promise<void> {
    this.history.leave(viewOf(this.settings));
    await this.change(change);
  }

  async back(): Promise<void> {
    const there = this.history.back(viewOf(this.settings));
    if (there) await this.change(there);
  }

  async forward(): Promise<void> {
    const there = this.history.forward(viewOf(this.settings));
    if (there) await this.change(there);
  }

  start(id: string): Promise<void> {
    return this.go(this.startingAt(id));
  }

  private startingAt(id: string): Partial<PageView> {
    const hidden = this.settings.hidden.filter((one) => one !== id);
    return { root: id, whole: false, path: null, expanded: [], folds: {}, hidden };
  }

  expand(id: string, direction: 'in' | 'out'): Promise<void> {
    const { expanded } = this.settings;
    const same = (one: (typeof expanded)[number]): boolean => one.id === id && one.direction === direction;
    return this.go({
      expanded: expanded.some(same) ? expanded.filter((one) => !same(one)) : [...expanded, { id, direction }],
    });
  }

  toggleFold(id: string): Promise<void> {
    const folded = this.shown.flatMap(({ groups }) => groups).find((group) => group.id === id)?.folded ?? false;
    return this.go({ folds: { ...this.settings.folds, [id]: !folded } });
  }

  /** Opens a box of the first picture where it stands, or closes it. */
  toggleOpen(id: string): Promise<void> {
    const { opened } = this.settings;
    const closes = opened.includes(id);
    // What was opened inside of it closes with it.
    const kept = opened.filter((one) => one !== id && !one.startsWith(`${id}#`));
    return this.go({ opened: closes ? kept : [...opened, id] });
  }

  /** The whole program with the functions of one library, instead of the box that stands for them. */
  openLibrary(name: string): Promise<void> {
    return this.go({ whole: true, folds: { [`group:library:${name}`]: false } });
  }

  togglePin(id: string): Promise<void> {
    const { pinned } = this.settings;
    return this.change({ pinned: pinned.includes(id) ? pinned.filter((one) => one !== id) : [...pinned, id] });
  }

  hide(id: string): Promise<void> {
    return this.go({ hidden: [...this.settings.hidden, id] });
  }

  filter(change: Partial<GraphFilter>): Promise<void> {
    return this.change({ filter: { ...this.settings.filter, ...change } });
  }

  get views(): GraphView[] {
    const { mode } = this.settings;
    // Boxes without lines are no picture: where there is a run, it stands beside the program.
    return mode === 'side-by-side' ? ['regular', this.ownRuns.length > 0 ? 'live' : 'autojit'] : [mode];
  }

  get program(): ProgramSummary | undefined {
    return this.programs.find(({ path }) => path === this.settings.program);
  }

  get ownRuns(): RunSummary[] {
    return this.runs
      .filter(({ program }) => program === this.settings.program)
      .sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Parts of the first picture fill to the moment that is replayed; only the last of many moments is drawn. */
  async replay(): Promise<void> {
    const { program } = this;
    if (program && this.page.overview.shown && this.settings.content === 'graph')
      await this.drawOverview(++this.loading, program);
  }

  /** Functions of the whole program that have this; the last question counts. */
  async find(text: string): Promise<void> {
    this.page.showFound(text, await this.host.search({ ...this.viewQuery, text }));
  }

  /** To a function, wherever it is: the graph starts there if it has not drawn it. */
  async goTo(id: string): Promise<void> {
    if (this.settings.content === 'graph' && !this.isShown(id)) await this.start(id);
    this.page.pick(id, true);
  }

  /** Tells what is known of a function that no graph has to show. */
  async lookUp(id: string, drawn: boolean): Promise<void> {
    this.page.showLooked(await this.host.lookUp(this.viewQuery, id), drawn);
  }

  private get viewQuery(): ViewQuery {
    const { program, run } = this.settings;
    return { program: program ?? '', ...(run !== null && { run }) };
  }

  private async picked(purpose: PickPurpose, id: string): Promise<void> {
    if (purpose === 'root') return this.start(id);
    const here = this.page.selected ?? this.shown[0]?.root;
    if (here === undefined) return;
    return this.go({ path: purpose === 'pathTo' ? { from: here, to: id } : { from: id, to: here } });
  }

  private async setPrograms(message: Extract<ToPage, { type: 'programs' }>): Promise<void> {
    this.told = true;
    this.programs = message.programs;
    this.runs = message.runs;
    this.trusted = message.trusted;
    if (this.settings.follow) this.host.post({ type: 'follow', on: true });
    const known = this.programs.some(({ path }) => path === this.settings.program);
    if (known) return this.load();
    return this.change({ program: message.program ?? this.programs[0]?.path ?? null });
  }

  private async setStates(message: Extract<ToPage, { type: 'states' }>): Promise<void> {
    const begins = !this.runs.some(({ id }) => id === message.run.id);
    const before = this.runs.find(({ id }) => id === message.run.id);
    this.runs = [message.run, ...this.runs.filter(({ id }) => id !== message.run.id)];
    if (message.program !== this.settings.program) return;
    // A single process is shown because somebody asked for it.
    const run = message.run.process === undefined ? null : message.run.id;
    if (begins) await this.change({ run });
    // Of two that go on at once, the picture shows one.
    if (message.run.id !== (this.shown.at(-1)?.run ?? message.run.id)) return;
    const grew = this.live.take(message, this.settings, this.program);
    if (before?.status === 'running' && message.run.status !== 'running') this.page.announceRun(message.run);
    if (grew) this.reloadSoon();
  }

  private reloadSoon(): void {
    this.reload ??= setTimeout(
      () => {
        this.reload = undefined;
        this.inOrder(() => this.reloadNow());
      },
      Math.max(this.settings.content === 'run' ? LIVE_MS : GROWTH_MS, SHARE * this.lastLoad),
    );
  }

  private async reloadNow(): Promise<void> {
    const before = performance.now();
    await this.load();
    this.lastLoad = performance.now() - before;
  }

  private async reveal(program: string, id: string): Promise<void> {
    if (program !== this.settings.program) await this.change({ program });
    await this.goTo(id);
  }

  private async followTo(program: string, id: string): Promise<void> {
    if (!this.settings.follow) return;
    if (program !== this.settings.program) await this.change({ program });
    // What is in sight is only selected: a picture that jumps at each move of the cursor cannot be read.
    if (this.settings.content === 'graph' && !this.isShown(id)) await this.change(this.startingAt(id));
    this.page.pick(id, true);
  }

  private isShown(id: string): boolean {
    if (this.page.overview.shown) return this.page.overview.has(id);
    return this.shown.some(({ nodes }) => nodes.some((node: GraphNode) => node.id === id));
  }

  private async load(): Promise<void> {
    try {
      await this.loadPicture();
    } finally {
      this.page.busy(false);
    }
  }

  private async loadPicture(): Promise<void> {
    const turn = ++this.loading;
    this.page.showSettings(this);
    if (this.problem) return this.page.notice.show(this.problem.message, this.problem.actions);
    const program = this.program;
    if (!program) {
      return this.page.notice.show(
        'No program built with AutoJIT was found in this workspace.',
        this.trusted ? ['build', 'refresh'] : ['trust'],
      );
    }
    const patience = setTimeout(() => this.sayWhatTakesTime(turn, program.name), PATIENCE_MS);
    try {
      await (this.settings.content === 'graph' ? this.drawProgram(turn, program) : this.drawView(turn, program));
    } finally {
      clearTimeout(patience);
    }
  }

  /** An empty page looks broken, and what is said there may be true no more; an old picture is only pale meanwhile. */
  private sayWhatTakesTime(turn: number, program: string): void {
    const { notice } = this.page;
    if (turn === this.loading && (!this.arranger.hasDrawn || !notice.element.hidden))
      notice.show(`Drawing the graph of ${program} …`, []);
  }

  private async drawView(turn: number, program: ProgramSummary): Promise<void> {
    const isCurrent = (): boolean => turn === this.loading;
    try {
      await this.page.content.load(this.viewQuery, this.settings, isCurrent);
    } catch (error) {
      if (isCurrent())
        this.page.notice.show(`${program.name} could not be read. ${messageOf(error)}`, ['refresh', 'showLog']);
      return;
    }
    if (!isCurrent()) return;
    this.page.notice.hide();
    if (this.settings.timeline) await this.loadTimeline(program.path);
  }

  /** True when it is what the person sees now. Code of libraries alone has no parts: it is drawn function by function. */
  private async drawOverview(turn: number, program: ProgramSummary): Promise<boolean> {
    const { run, opened } = this.settings;
    if (!isStart(this.settings)) return false;
    const { until } = this.page;
    const moment = { ...(run !== null && { run }), ...(until !== undefined && { until }) };
    const overview = await this.host.overview({ program: program.path, opened, ...moment });
    if (turn !== this.loading) return true;
    if (overview.parts.boxes.length === 0) return false;
    const shown = this.ownRuns.find(({ id }) => id === overview.run?.run);
    this.shown = [];
    this.arranger.forget();
    this.page.notice.hide();
    this.page.showOverview(overview, halvesOf(this.settings, overview, shown), nameOfRun(shown), opened);
    this.page.showSettings(this);
    this.page.status.view(this.page.overview.text, shown ? runText(shown) : '');
    return true;
  }

  private async drawProgram(turn: number, program: ProgramSummary): Promise<void> {
    let regular: GraphSlice;
    let shown: GraphSlice[];
    try {
      if (await this.drawOverview(turn, program)) {
        if (turn === this.loading && this.settings.timeline) await this.loadTimeline(program.path);
        return;
      }
      // The regular one first, whether it is shown or not: it has all calls, and so decides where things stand.
      const first = this.host.query(queryOf(this.settings, 'regular'));
      const views = this.views.map((view) =>
        view === 'regular' ? first : this.host.query(queryOf(this.settings, view)),
      );
      [regular, shown] = [await first, await Promise.all(views)];
    } catch (error) {
      if (turn === this.loading)
        this.page.notice.show(`The graph of ${program.name} could not be read. ${messageOf(error)}`, [
          'start',
          'refresh',
          'showLog',
        ]);
      return;
    }
    if (turn !== this.loading) return;
    if (shown.every(({ nodes, groups }) => nodes.length + groups.length === 0)) {
      const { filtered, functions } = regular.coverage;
      const why =
        functions === 0
          ? `No function of ${program.name} is known: none of its modules has a readable manifest.`
          : filtered > 0
            ? `The filter leaves out all ${filtered} functions that would be in this picture.`
            : `Nothing of ${program.name} is in this picture. Choose another root or more levels.`;
      const build = this.trusted ? ('build' as const) : 'trust';
      return this.page.notice.show(why, functions === 0 ? [build, 'refresh'] : ['clearFilter', 'start']);
    }
    this.shown = shown;
    await this.arrange(turn, regular, shown);
    if (turn === this.loading && this.settings.timeline) await this.loadTimeline(program.path);
  }

  private async loadTimeline(program: string): Promise<void> {
    const { run } = this.settings;
    this.page.timeline.set(await this.host.timeline(program, run ?? undefined));
  }

  private async arrange(turn: number, regular: GraphSlice, shown: GraphSlice[]): Promise<void> {
    const run = this.ownRuns.find(({ id }) => this.settings.run === null || id === this.settings.run);
    const isCurrent = (): boolean => turn === this.loading;
    if (!(await this.arranger.arrange({ regular, shown, runs: run?.status === 'running', isCurrent }))) return;
    this.page.showSettings(this);
    this.page.status.set(shown.at(-1) ?? regular, run);
  }
}

/** While it runs, what ran fills the places that the parts have anyway: nothing that stands moves. */
function halvesOf({ mode }: PageSettings, { run }: Overview, summary: RunSummary | undefined): Half[] {
  const running = summary?.status === 'running' || summary?.status === 'starting';
  const ran: Half = run === undefined ? 'no-run' : 'parts-ran';
  if (mode === 'regular') return ['parts'];
  if (mode === 'side-by-side') return ['parts', ran];
  return [mode === 'live' && run !== undefined && !running ? 'run' : ran];
}

/** Which run is shown is always said. */
function nameOfRun(run: RunSummary | undefined): string {
  if (!run) return '';
  const how = run.status === 'exited' ? `exit ${run.exitCode ?? 'unknown'}` : run.status;
  return `run: ${run.name} · ${how}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
