import type { Coverage, GraphSlice } from '../../protocol/graph.js';
import type { Problem, RunSummary, StateCounts } from '../../protocol/lsp.js';
import { formatAgo, formatCount, formatMs, plural } from '../../protocol/text.js';
import { button } from '../widgets/toolkit.js';

/** The line that says what the picture covers. A picture is never shown without it. */
export class StatusLine {
  readonly element = document.createElement('div');
  private readonly line = document.createElement('span');
  private readonly stale = document.createElement('span');
  private readonly live = document.createElement('span');
  private coverage: Coverage | undefined;
  private path: GraphSlice['path'];
  /** What a view that is no graph has of the whole. */
  private covers = '';
  private problems: readonly Problem[] = [];

  private readonly stopped: HTMLElement;
  private pausedAt = '';

  constructor(events: { onLegend(): void; onFit(): void; onKeys(): void; onPaused(id: string): void }) {
    this.element.className = 'status';
    this.line.id = 'coverage';
    this.live.id = 'run-state';
    const legend = button({
      label: 'Legend',
      icon: 'list-unordered',
      appearance: 'icon',
      onClick: () => events.onLegend(),
    });
    legend.id = 'legend-toggle';
    this.stopped = button({
      label: 'Go to where the program stands',
      icon: 'debug-pause',
      appearance: 'icon',
      onClick: () => events.onPaused(this.pausedAt),
    });
    this.stopped.id = 'paused';
    this.stopped.hidden = true;
    this.stale.className = 'stale';
    this.stale.hidden = true;
    // "2 min ago" does not stay true.
    setInterval(() => this.render(), 60_000);
    this.element.append(
      this.stale,
      this.line,
      this.live,
      this.stopped,
      button({
        label: 'Fit the whole picture',
        icon: 'screen-full',
        appearance: 'icon',
        onClick: () => events.onFit(),
      }),
      button({ label: 'Keys', icon: 'keyboard', appearance: 'icon', onClick: () => events.onKeys() }),
      legend,
    );
  }

  /** What it says, for a file that is read later: there, "2 min ago" would not stay true. */
  get text(): string {
    return this.textOf((then) => `of ${new Date(then).toLocaleString()}`);
  }

  /** What is wrong with the program that is shown: every view of it is of an old build, or lacks what could not be read. */
  about(problems: readonly Problem[]): void {
    this.problems = problems;
    this.render();
  }

  set({ coverage, path }: GraphSlice, run: RunSummary | undefined): void {
    this.coverage = coverage;
    this.path = path;
    this.live.textContent = run ? runText(run) : '';
    this.render();
  }

  /** Of a view that is no graph: what it has of the whole, and which run it shows. */
  view(text: string, run: string): void {
    this.coverage = undefined;
    this.covers = text;
    this.live.textContent = run;
    this.render();
  }

  /** The debugger has stopped the program in a function; undefined: it has not, or not in one that is known. */
  paused(at: { id: string; frames: number } | undefined): void {
    this.stopped.hidden = at === undefined;
    this.pausedAt = at?.id ?? '';
    this.stopped.title =
      at === undefined ? '' : `Go to where the program stands (${plural(at.frames, 'function')} on its stack)`;
  }

  /** Counts of the whole program while it runs. */
  count(counts: StateCounts, run: RunSummary): void {
    if (this.coverage) {
      this.coverage = {
        ...this.coverage,
        materialized: counts.materialized,
        inlined: counts.inlined,
        functions: counts.functions,
        eager: counts.eager,
      };
      this.render();
    }
    if (this.coverage) this.live.textContent = runText(run);
  }

  private textOf(whenBuilt: (then: number) => string): string {
    const { coverage, path, covers, problems } = this;
    // Until there is a picture, there is nothing to say of it.
    if (!coverage) return covers === '' ? '' : [covers, ...problemTexts(problems)].join(' · ');
    return (path ? `${pathText(path)} · ` : '') + coverageText(coverage, whenBuilt);
  }

  private render(): void {
    this.line.textContent = this.textOf((then) => formatAgo(then, Date.now()));
    const stale = this.problems.find(isStale);
    this.stale.hidden = stale === undefined;
    this.stale.textContent = 'stale';
    this.stale.title = stale ? `${stale.message} ${stale.action}` : '';
  }
}

const isStale = ({ code }: Problem): boolean => code === 'stale';

/** The sidebar lists them all; a picture says that there are some. */
function problemTexts(problems: readonly Problem[]): string[] {
  const [first, ...more] = problems.filter((problem) => !isStale(problem)).map(messageOf);
  const stale = problems.filter(isStale).map((problem) => `stale: ${messageOf(problem)}`);
  return [...(first === undefined ? [] : [more.length > 0 ? `${first}, and more` : first]), ...stale];
}

/** Without the full stop: it stands among others. */
function messageOf({ message }: Problem): string {
  return message.replace(/\.$/, '');
}

function coverageText(coverage: Coverage, whenBuilt: (then: number) => string): string {
  const parts = [
    `${formatCount(coverage.materialized)} of ${plural(coverage.functions, 'function')} materialized`,
    ...(coverage.inlined > 0 ? [`${formatCount(coverage.inlined)} inlined`] : []),
    coverage.truncated ? `${formatCount(coverage.shown)} shown, more left out` : `${formatCount(coverage.shown)} shown`,
  ];
  if (coverage.folded > 0) parts.push(`${formatCount(coverage.folded)} of them in folded groups`);
  if (coverage.filtered > 0) parts.push(`${formatCount(coverage.filtered)} filtered out`);
  if (coverage.hubs > 0) parts.push(`${plural(coverage.hubs, 'hub')} hidden`);
  if (coverage.vague > 0) parts.push(`pointers of ${plural(coverage.vague, 'type')} not followed: over 100 candidates`);
  if (coverage.modulesMissing > 0) parts.push(`${plural(coverage.modulesMissing, 'module')} could not be read`);
  if (coverage.eager > 0) parts.push(`${formatCount(coverage.eager)} eager`);
  if (coverage.unresolvedSites > 0) parts.push(`${plural(coverage.unresolvedSites, 'indirect site')} unresolved`);
  parts.push(coverage.builtAt > 0 ? `build ${whenBuilt(coverage.builtAt)}` : 'build time unknown');
  if (coverage.stale.length > 0) parts.push(`stale: ${plural(coverage.stale.length, 'source')} changed since`);
  return parts.join(' · ');
}

function pathText({ direction, calls }: NonNullable<GraphSlice['path']>): string {
  if (direction === 'none') return 'no calls lead from one to the other, as far as they can be computed';
  return `${plural(calls, 'call')} apart${direction === 'backward' ? ', the other way round' : ''}`;
}

export function runText(run: RunSummary): string {
  const engine = `${formatCount(run.materialized)} materialized · ${formatMs(run.engineMs)} in the engine`;
  switch (run.status) {
    case 'starting':
      return 'starting';
    case 'running':
      return `running · ${engine}`;
    case 'exited':
      return `exit ${run.exitCode ?? 'unknown'} · ${engine}`;
    case 'stopped':
      return `stopped · ${engine}`;
    case 'crashed':
      return `crashed · ${engine}`;
  }
}
