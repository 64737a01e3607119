import { runName } from '../../protocol/layout/run-picture.js';
import type { StateChange } from '../../protocol/graph.js';
import type { RunSummary } from '../../protocol/run-summary.js';
import type { ProgramMap, RunTree, ViewQuery } from '../../protocol/views.js';
import type { PageContent } from '../../protocol/webview.js';
import { startButton } from '../widgets/start-button.js';
import { MapView } from './map-view.js';
import { RunView, type RunChoices } from './run-view.js';
import type { ViewPicture } from './saved.js';
import { viewTip } from './tip.js';

export interface ContentEvents {
  onPick(id: string | null): void;
  onOpen(id: string): void;
  onStatus(text: string, run: string): void;
  onRunChoice(choice: Partial<RunChoices>): void;
  /** Starts the program. */
  onRun(): void;
  onTrust(): void;
  reducedMotion(): boolean;
}

interface Questions {
  runTree(query: ViewQuery): Promise<RunTree>;
  map(query: ViewQuery): Promise<ProgramMap>;
  labels(program: string, ids: string[]): Promise<string[]>;
}

/** Run tree and map, in the place of the graph. */
export class Content {
  readonly element = document.createElement('div');
  private readonly run: RunView;
  private readonly map: MapView;
  private readonly empty = document.createElement('div');
  private readonly tip = viewTip();
  private shown: PageContent = 'graph';
  private trusted = false;

  constructor(
    private readonly questions: Questions,
    private readonly events: ContentEvents,
  ) {
    const shared = {
      onPick: (id: string | null) => events.onPick(id),
      onOpen: (id: string) => events.onOpen(id),
      onTip: this.tip.show,
      onStatus: (text: string, run: RunSummary | undefined) => events.onStatus(text, runName(run)),
      reducedMotion: () => events.reducedMotion(),
    };
    this.run = new RunView({ ...shared, onRunChoice: (choice) => events.onRunChoice(choice) });
    this.map = new MapView(shared, (program, ids) => questions.labels(program, ids));
    this.empty.className = 'view-empty';
    this.empty.hidden = true;
    this.element.className = 'content';
    this.element.id = 'content';
    this.element.setAttribute('role', 'tabpanel');
    this.element.append(this.run.element, this.map.element, this.empty, this.tip.element);
    this.show('graph', false);
  }

  show(content: PageContent, trusted: boolean): void {
    this.shown = content;
    this.trusted = trusted;
    this.element.hidden = content === 'graph';
    this.element.setAttribute('aria-labelledby', `tab-${content}`);
    this.run.element.hidden = content !== 'run';
    this.map.element.hidden = content !== 'map';
    if (content !== 'run') this.empty.hidden = true;
    this.tip.show(undefined, undefined);
  }

  /** Asks for what is shown, and shows it unless something else was asked for since. */
  async load(query: ViewQuery, choices: RunChoices, isCurrent: () => boolean): Promise<void> {
    if (this.shown === 'map') return this.loadMap(query, isCurrent);
    if (this.shown !== 'run') return;
    const tree = await this.questions.runTree(query);
    if (!isCurrent()) return;
    const ran = tree.id.length > 0;
    this.empty.hidden = ran;
    if (ran) this.run.set(tree, choices);
    else this.sayEmpty(tree);
  }

  private async loadMap(query: ViewQuery, isCurrent: () => boolean): Promise<void> {
    const map = await this.questions.map(query);
    if (isCurrent()) this.map.set(map);
  }

  /** The map takes in what a run changed; the run tree grows, and is asked for. */
  patch(changes: readonly StateChange[], run: RunSummary): void {
    this.map.patch(changes, run);
  }

  select(id: string | null): boolean {
    const [inRun, inMap] = [this.run.select(id), this.map.select(id)];
    return this.shown === 'map' ? inMap : inRun;
  }

  search(text: string): number {
    const [inRun, inMap] = [this.run.search(text), this.map.search(text)];
    return this.shown === 'map' ? inMap : inRun;
  }

  /** Functions in which the program stands. */
  light(ids: readonly string[]): void {
    this.run.light(ids);
    this.map.light(ids);
  }

  /** Replay: `later` is what came after the moment that is shown. */
  replay(later: ReadonlySet<string>): void {
    this.run.replay(later);
    this.map.replay(later);
  }

  zoom(by: number): void {
    if (this.shown === 'map') this.map.zoomBy(by);
    else this.run.zoom(by);
  }

  fit(): void {
    if (this.shown === 'map') this.map.fit();
    else this.run.fit();
  }

  focus(): void {
    const { element } = this.shown === 'map' ? this.map : this.run;
    element.querySelector<HTMLElement>('.stage')?.focus();
  }

  /** What is exported of what is shown; undefined where that is the graph, or nothing yet. */
  picture(): ViewPicture | undefined {
    if (this.shown === 'graph') return undefined;
    return this.shown === 'map' ? this.map.picture() : this.run.picture();
  }

  private sayEmpty(tree: RunTree): void {
    const text = document.createElement('p');
    const live = tree.run?.status === 'running' || tree.run?.status === 'starting';
    text.textContent = live
      ? 'The program runs; its first function has not been called yet.'
      : tree.run
        ? 'This run called no function that AutoJIT made lazy.'
        : 'This program has not run yet. Here stands who called whom first, as soon as it does.';
    this.empty.replaceChildren(text);
    this.events.onStatus('', runName(tree.run));
    if (live) return;
    const { trusted, events } = this;
    const start = startButton({ trusted, onRun: () => events.onRun(), onTrust: () => events.onTrust() });
    this.empty.append(start);
  }
}
