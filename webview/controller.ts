import type { GraphQuery, GraphSlice, GraphView } from '../protocol/graph.js';
import type { ProgramSummary, RunSummary } from '../protocol/lsp.js';
import type { ToPage } from '../protocol/webview.js';
import type { Host } from './host.js';
import type { LayoutClient } from './layout.js';
import type { Arrangement, LayoutInput, Point } from './layout-messages.js';
import type { Page } from './page.js';
import { draw, foldedAtFirst, type Picture } from './picture.js';
import { NODE_HEIGHT } from './style.js';
import { readSettings, type PageSettings } from './settings.js';

const LIMIT = 1500;

interface Loaded {
  /** The regular one first, whether it is shown or not: it has all calls, and so decides where things stand. */
  regular: GraphSlice;
  shown: GraphSlice[];
  /** Nodes and edges that were laid out; the same ones keep their places. */
  shape: string;
}

/** Decides what is asked for and drawn. The page only shows it, the host only answers. */
export class Controller {
  settings: PageSettings;
  programs: ProgramSummary[] = [];
  trusted = false;
  private runs: RunSummary[] = [];
  private folded: Set<string> | undefined;
  private loaded: Loaded | undefined;
  private places: Arrangement = { positions: {}, curves: {} };
  private loading = 0;
  private problem: Extract<ToPage, { type: 'problem' }>['problem'] = null;

  constructor(
    private readonly host: Host,
    private readonly layout: LayoutClient,
    private readonly page: Page,
  ) {
    this.settings = readSettings(host.state);
  }

  async receive(message: ToPage): Promise<void> {
    switch (message.type) {
      case 'programs':
        return this.setPrograms(message);
      case 'states':
        return this.setStates(message);
      case 'reveal':
        return this.reveal(message.program, message.id);
      case 'root':
        return this.change({ program: message.program, root: message.id });
      case 'mode':
        return this.change({ mode: message.mode });
      case 'problem':
        this.problem = message.problem;
        return this.load();
      case 'slice':
      case 'failed':
        // Answers to queries; the host settles them.
        return;
    }
  }

  /** A choice of the person: remembered, shown, and what it needs is loaded. */
  async change(change: Partial<PageSettings>): Promise<void> {
    const before = this.settings;
    this.settings = { ...before, ...change };
    if (this.settings.program !== before.program || this.settings.root !== before.root) this.folded = undefined;
    // A function of one program is no root of another.
    if (this.settings.program !== before.program && change.root === undefined) this.settings.root = null;
    this.host.state = this.settings;
    await this.load();
  }

  async toggleFold(module: string): Promise<void> {
    this.folded ??= new Set();
    if (!this.folded.delete(module)) this.folded.add(module);
    await this.arrange(this.loading);
  }

  get views(): GraphView[] {
    const { mode, beside } = this.settings;
    return mode === 'side-by-side' ? ['regular', beside] : [mode];
  }

  get program(): ProgramSummary | undefined {
    return this.programs.find(({ path }) => path === this.settings.program);
  }

  private async setPrograms(message: Extract<ToPage, { type: 'programs' }>): Promise<void> {
    this.programs = message.programs;
    this.runs = message.runs;
    this.trusted = message.trusted;
    const known = this.programs.some(({ path }) => path === this.settings.program);
    if (known) return this.load();
    return this.change({ program: message.program ?? this.programs[0]?.path ?? null });
  }

  private async setStates(message: Extract<ToPage, { type: 'states' }>): Promise<void> {
    if (message.program !== this.settings.program) return;
    const begins = !this.runs.some(({ id }) => id === message.run.id);
    this.runs = [message.run, ...this.runs.filter(({ id }) => id !== message.run.id)];
    // A run is what the live view is for: it takes the place of the plain AutoJIT one, and starts from stubs.
    if (begins) await this.change({ beside: 'live' });
    for (const pane of this.page.panes.visible) if (pane.view !== 'regular') pane.patch(message.nodes);
    this.page.status.count(message.counts, message.run);
    this.page.refreshFocus();
  }

  private async reveal(program: string, id: string): Promise<void> {
    if (program !== this.settings.program) await this.change({ program, root: null });
    if (!this.loaded?.shown.some((slice) => slice.nodes.some((node) => node.id === id)))
      await this.change({ program, root: id });
    const node = this.page.find(id);
    if (node && this.folded?.has(node.module)) await this.toggleFold(node.module);
    this.page.pick(id, true);
  }

  private query(view: GraphView): GraphQuery {
    const { program, root, depthOut, depthIn, externals } = this.settings;
    return {
      program: program ?? '',
      view,
      ...(root === null ? {} : { root }),
      depthOut,
      depthIn,
      externals,
      limit: LIMIT,
    };
  }

  private async load(): Promise<void> {
    const turn = ++this.loading;
    this.page.showSettings(this.settings, this.programs, this.trusted);
    if (this.problem) return this.page.overlay.show(this.problem.message, this.problem.actions);
    const program = this.program;
    if (!program) {
      return this.page.overlay.show(
        'No program built with AutoJIT was found in this workspace.',
        this.trusted ? ['build', 'refresh'] : ['trust'],
      );
    }
    let loaded: Loaded;
    try {
      const regular = this.host.query(this.query('regular'));
      const shown = this.views.map((view) => (view === 'regular' ? regular : this.host.query(this.query(view))));
      loaded = { regular: await regular, shown: await Promise.all(shown), shape: this.loaded?.shape ?? '' };
    } catch (error) {
      if (turn === this.loading)
        this.page.overlay.show(`The graph of ${program.name} could not be read. ${messageOf(error)}`, [
          'refresh',
          'showLog',
        ]);
      return;
    }
    if (turn !== this.loading) return;
    if (loaded.shown.every((slice) => slice.nodes.length === 0)) {
      return this.page.overlay.show(
        `Nothing of ${program.name} is in this picture. Choose another root or more levels.`,
        ['refresh'],
      );
    }
    this.loaded = loaded;
    await this.arrange(turn);
  }

  /** Lays out what the views show together, so that a function has one place in all of them, and draws it. */
  private async arrange(turn: number): Promise<void> {
    const loaded = this.loaded;
    if (!loaded) return;
    const { regular, shown } = loaded;
    this.folded ??= foldedAtFirst(regular);
    const options = { grouped: this.settings.grouped, folded: this.folded };
    const pictures = shown.map((slice) => draw(slice, options));
    const input = layoutInput([draw(regular, options), ...pictures], regular.root, (label) =>
      this.page.panes.measure(label),
    );
    const shape = JSON.stringify([input.nodes, input.edges.map((edge) => edge.id)]);
    const moved = shape !== loaded.shape;
    if (moved) {
      try {
        const places = await this.layout.run(input);
        if (turn !== this.loading) return;
        this.places = places;
      } catch (error) {
        if (turn === this.loading) this.page.overlay.show(messageOf(error), ['refresh']);
        return;
      }
    }
    this.places.positions = withRuntime(this.places.positions, pictures);
    loaded.shape = shape;
    this.page.overlay.hide();
    this.page.show(shown, pictures, this.places, moved);
    this.page.showSettings(this.settings, this.programs, this.trusted);
    const run = this.runs.find(({ program }) => program === this.settings.program);
    this.page.status.set(shown.at(-1)?.coverage ?? regular.coverage, run);
  }
}

function layoutInput(
  pictures: Picture[],
  root: string | undefined,
  measure: (label: string) => number,
): Omit<LayoutInput, 'algorithm'> {
  const nodes = new Map<string, LayoutInput['nodes'][number]>();
  const edges = new Map<string, LayoutInput['edges'][number]>();
  for (const picture of pictures) {
    for (const { id, kind, label, parent } of picture.nodes) {
      if (kind !== 'runtime') nodes.set(id, { id, width: measure(label), height: NODE_HEIGHT, parent });
    }
    for (const { from, to, kind } of picture.edges) {
      // Several kinds between two functions are one relation to the layout; jumps to the resolver are none.
      if (kind !== 'runtime' && from !== to) edges.set(`${from}->${to}`, { id: `${from}->${to}`, from, to });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], roots: root === undefined ? [] : [root] };
}

/** The resolver is called from everywhere; it stands under the graph instead of bending every layer towards itself. */
function withRuntime(positions: Record<string, Point>, pictures: Picture[]): Record<string, Point> {
  const runtime = pictures.flatMap((picture) => picture.nodes).find((node) => node.kind === 'runtime');
  const others = Object.fromEntries(Object.entries(positions).filter(([id]) => id !== runtime?.id));
  const points = Object.values(others);
  if (!runtime || points.length === 0) return others;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const middle =
    xs.reduce((least, x) => Math.min(least, x), Infinity) / 2 +
    xs.reduce((most, x) => Math.max(most, x), -Infinity) / 2;
  return { ...others, [runtime.id]: { x: middle, y: ys.reduce((most, y) => Math.max(most, y), -Infinity) + 110 } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
