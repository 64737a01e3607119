import type { Coverage } from '../protocol/graph.js';
import type { RunSummary, StateCounts } from '../protocol/lsp.js';
import { formatAgo, formatMs, plural } from '../protocol/text.js';
import { button } from './toolkit.js';

/** The line that says what the picture covers. A picture is never shown without it. */
export class StatusLine {
  readonly element = document.createElement('div');
  private readonly text = document.createElement('span');
  private readonly live = document.createElement('span');
  private coverage: Coverage | undefined;

  constructor(events: { onLegend(): void; onFit(): void; onSaveImage(): void }) {
    this.element.className = 'status';
    this.text.id = 'coverage';
    this.live.id = 'run-state';
    const legend = button({
      label: 'Legend',
      icon: 'list-unordered',
      appearance: 'icon',
      onClick: () => events.onLegend(),
    });
    legend.id = 'legend-toggle';
    this.element.append(
      this.text,
      this.live,
      button({
        label: 'Fit the whole graph',
        icon: 'screen-full',
        appearance: 'icon',
        onClick: () => events.onFit(),
      }),
      button({
        label: 'Save as image',
        icon: 'device-camera',
        appearance: 'icon',
        onClick: () => events.onSaveImage(),
      }),
      legend,
    );
  }

  set(coverage: Coverage, run: RunSummary | undefined): void {
    this.coverage = coverage;
    this.live.textContent = run ? runText(run) : '';
    this.render();
  }

  /** Counts of the whole program while it runs. */
  count(counts: StateCounts, run: RunSummary): void {
    if (this.coverage) {
      this.coverage = {
        ...this.coverage,
        materialized: counts.materialized,
        functions: counts.functions,
        eager: counts.eager,
      };
      this.render();
    }
    this.live.textContent = runText(run);
  }

  private render(): void {
    if (this.coverage) this.text.textContent = coverageText(this.coverage, Date.now());
  }
}

export function coverageText(coverage: Coverage, now: number): string {
  const parts = [
    `${coverage.materialized} of ${plural(coverage.functions, 'function')} materialized`,
    coverage.truncated ? `${coverage.shown} shown, more left out` : `${coverage.shown} shown`,
  ];
  if (coverage.eager > 0) parts.push(`${coverage.eager} eager`);
  if (coverage.unresolvedSites > 0) parts.push(`${plural(coverage.unresolvedSites, 'indirect site')} unresolved`);
  parts.push(coverage.builtAt > 0 ? `build ${formatAgo(coverage.builtAt, now)}` : 'build time unknown');
  if (coverage.stale.length > 0) parts.push(`stale: ${plural(coverage.stale.length, 'source')} changed since`);
  return parts.join(' · ');
}

function runText(run: RunSummary): string {
  const engine = `${run.materialized} materialized · ${formatMs(run.engineMs)} in the engine`;
  switch (run.status) {
    case 'starting':
      return 'starting';
    case 'running':
      return `running · ${engine}`;
    case 'exited':
      return `exit ${run.exitCode ?? 'unknown'} · ${engine}`;
    case 'crashed':
      return `crashed · ${engine}`;
  }
}
