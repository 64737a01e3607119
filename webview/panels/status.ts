import type { Coverage, GraphSlice } from '../../protocol/graph.js';
import type { RunSummary, StateCounts } from '../../protocol/lsp.js';
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
        label: 'Fit the whole graph',
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
    return this.coverage ? this.textOf(this.coverage, (then) => `of ${new Date(then).toLocaleString()}`) : '';
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
    this.line.textContent = text;
    this.live.textContent = run;
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

  private textOf(coverage: Coverage, whenBuilt: (then: number) => string): string {
    const path = this.path ? `${pathText(this.path)} · ` : '';
    return path + coverageText(coverage, whenBuilt);
  }

  private render(): void {
    if (!this.coverage) return;
    this.line.textContent = this.textOf(this.coverage, (then) => formatAgo(then, Date.now()));
    const { stale } = this.coverage;
    this.stale.hidden = stale.length === 0;
    this.stale.textContent = 'stale';
    this.stale.title = `Changed since this build:\n${stale.slice(0, 20).join('\n')}`;
  }
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
  const engine = `${run.materialized} materialized · ${formatMs(run.engineMs)} in the engine`;
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
