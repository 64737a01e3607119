import type { ProgramSummary } from '../protocol/lsp.js';
import { hasRun } from '../protocol/states.js';
import type { ToPage } from '../protocol/webview.js';
import type { Page } from './page.js';
import { runText } from './panels/status.js';
import type { PageSettings } from './state/settings.js';

type States = Extract<ToPage, { type: 'states' }>;

/** Takes what a run changed into what is shown. Only what cannot be told from the changes has to be asked for: what is drawn for the first time. */
export class Live {
  /** Functions whose place was asked for, in the run that is shown. */
  private readonly asked = new Set<string>();
  private run = '';
  /** Of each program, which may open libraries while it runs. */
  private readonly functions = new Map<string, number>();

  constructor(private readonly page: Page) {}

  /** True where a picture has to be asked for. */
  take({ program, run, changes, counts }: States, settings: PageSettings, known: ProgramSummary | undefined): boolean {
    const { page } = this;
    if (run.id !== this.run) this.asked.clear();
    this.run = run.id;
    const before = this.functions.get(program) ?? known?.counts.functions ?? counts.functions;
    this.functions.set(program, counts.functions);
    page.timeline.patch(changes, run);
    page.status.count(counts, run);
    const grew = this.grows({ run, changes }, settings);
    page.statesChanged(changes);
    return before !== counts.functions || grew || !(run.status === 'running' || run.status === 'starting');
  }

  private grows({ run, changes }: Pick<States, 'run' | 'changes'>, { content, filter }: PageSettings): boolean {
    const { page } = this;
    if (content === 'run') return this.isNew(changes.flatMap(({ node }) => (hasRun(node.state) ? node.id : [])));
    if (content === 'map') page.content.patch(changes, run);
    else if (page.overview.shown) {
      // A moment of the run stays what it was.
      if (page.until === undefined)
        page.overview.patch(changes, () => page.status.view(page.overview.text, runText(run)));
    } else {
      const panes = page.panes.visible.filter(({ view }) => view !== 'regular');
      const grew = this.isNew(panes.flatMap((pane) => pane.patch(changes)));
      // Whether a function is drawn depends on its state.
      return grew || (filter.states.length > 0 && changes.length > 0);
    }
    return false;
  }

  /** Each function is asked for once: what a filter leaves out, or a limit, is not drawn then either. */
  private isNew(ids: readonly string[]): boolean {
    const news = ids.filter((id) => !this.asked.has(id));
    for (const id of news) this.asked.add(id);
    return news.length > 0;
  }
}
