import { foldTimeline } from '../../protocol/fold-views.js';
import type { StateChange } from '../../protocol/graph.js';
import type { Materialization, RunSummary, RunTimeline } from '../../protocol/lsp.js';
import { formatBytes, formatMs, plural } from '../../protocol/text.js';
import { button } from '../widgets/toolkit.js';

const HEIGHT = 34;
/** More bars than pixels say nothing more. */
const MAX_BARS = 1200;
const NAMED = 3;
const STEP_MS = 120;

export interface TimelineEvents {
  /** Show the run as it was after this many; undefined: as it is. `later`: what came after that. */
  onReplay(order: number | undefined, later: ReadonlySet<string>): void;
  onPick(id: string): void;
}

/** Replay of a run: a slider over its materializations, a strip of engine time, sums, the slowest and the largest. */
export class Timeline {
  readonly element = document.createElement('section');
  private readonly slider = document.createElement('input');
  private readonly position = document.createElement('span');
  private readonly strip = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  private readonly sums = document.createElement('div');
  private readonly play: HTMLElement;
  private timeline: RunTimeline | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly events: TimelineEvents) {
    this.element.className = 'timeline';
    this.element.setAttribute('aria-label', 'Time');
    this.slider.type = 'range';
    this.slider.min = '0';
    this.slider.setAttribute('aria-label', 'Materializations so far');
    this.slider.addEventListener('input', () => this.moved());
    this.position.className = 'position';
    this.strip.setAttribute('preserveAspectRatio', 'none');
    this.strip.setAttribute('role', 'img');
    this.sums.className = 'sums';
    this.play = button({ label: 'Play', icon: 'play', appearance: 'icon', onClick: () => this.togglePlay() });
    const line = document.createElement('div');
    line.className = 'line';
    line.append(this.play, this.slider, this.position);
    this.element.append(line, this.strip, this.sums);
  }

  set(timeline: RunTimeline | null): void {
    const atEnd = this.timeline === null || this.order === this.timeline.materializations.length;
    this.timeline = timeline;
    const count = timeline?.materializations.length ?? 0;
    this.slider.max = String(count);
    this.slider.disabled = count === 0;
    if (atEnd) this.slider.value = String(count);
    this.drawStrip();
    this.drawSums();
    this.moved();
  }

  /** Takes in what the run that it shows has changed. */
  patch(changes: readonly StateChange[], run: RunSummary): void {
    if (this.timeline?.run.id === run.id) this.set(foldTimeline(this.timeline, changes, run));
  }

  close(): void {
    this.stop();
    if (this.timeline) this.slider.value = this.slider.max;
    this.events.onReplay(undefined, new Set());
  }

  private get order(): number {
    return Number(this.slider.value);
  }

  private moved(): void {
    const all = this.timeline?.materializations ?? [];
    const { order } = this;
    const now = all[order - 1];
    this.position.textContent =
      all.length === 0
        ? 'This program was not run yet, or nothing was materialized.'
        : now
          ? `${order} of ${all.length} · ${now.label} · ${formatMs(now.at)} after the start`
          : `0 of ${all.length} · before the first call`;
    this.slider.setAttribute('aria-valuetext', this.position.textContent);
    this.events.onReplay(order >= all.length ? undefined : order, new Set(all.slice(order).map(({ id }) => id)));
    this.strip.querySelectorAll('rect').forEach((bar) => {
      bar.classList.toggle('later', Number(bar.dataset['order']) > order);
    });
  }

  private togglePlay(): void {
    if (this.timer !== undefined) return this.stop();
    if (this.order >= Number(this.slider.max)) this.slider.value = '0';
    const step = Math.max(1, Math.round(Number(this.slider.max) / 200));
    this.timer = setInterval(() => {
      this.slider.value = String(this.order + step);
      this.moved();
      if (this.order >= Number(this.slider.max)) this.stop();
    }, STEP_MS);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Each function is as wide as its time in the engine was long, and stands where that was. */
  private drawStrip(): void {
    const { materializations = [], lasted = 1 } = this.timeline ?? {};
    const width = Math.max(lasted, 1);
    this.strip.setAttribute('viewBox', `0 0 1000 ${HEIGHT}`);
    const slowest = Math.max(...materializations.map(({ ms }) => ms), 0.001);
    const shown = [...materializations].sort((a, b) => b.ms - a.ms).slice(0, MAX_BARS);
    this.strip.replaceChildren(
      ...shown.map(({ id, label, order, at, ms, kept }) => {
        const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
        const height = 3 + (HEIGHT - 3) * Math.sqrt(ms / slowest);
        bar.setAttribute('x', String((Math.max(0, at - ms) / width) * 1000));
        bar.setAttribute('width', String(Math.max(1.2, (ms / width) * 1000)));
        bar.setAttribute('y', String(HEIGHT - height));
        bar.setAttribute('height', String(height));
        bar.dataset['order'] = String(order);
        if (kept) bar.classList.add('kept');
        const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
        title.textContent = `${label}: ${formatMs(ms)}${kept ? ', kept from an earlier run' : ''}`;
        bar.append(title);
        bar.addEventListener('click', () => this.events.onPick(id));
        return bar;
      }),
    );
    this.strip.setAttribute('aria-label', `Engine time of ${plural(materializations.length, 'function')}`);
  }

  private drawSums(): void {
    const timeline = this.timeline;
    if (!timeline) return this.sums.replaceChildren();
    const { run, lasted, engineLoadMs, bytes, kept, materializations, omitted } = timeline;
    const facts = document.createElement('span');
    facts.textContent = [
      `${plural(run.materialized, 'function')} in ${formatMs(run.engineMs)} of engine time`,
      ...(engineLoadMs > 0 ? [`${formatMs(engineLoadMs)} of it to load the engine`] : ['the engine was not needed']),
      `${formatMs(lasted)} from start to last event`,
      formatBytes(bytes),
      ...(kept > 0 ? [`${kept} kept from earlier runs`] : []),
      ...(omitted > 0 ? [`the last ${omitted} are not in this list`] : []),
    ].join(' · ');
    const top = (name: string, by: (one: Materialization) => number, text: (one: Materialization) => string) => {
      const list = document.createElement('span');
      list.append(`${name}: `);
      for (const one of [...materializations].sort((a, b) => by(b) - by(a)).slice(0, NAMED)) {
        const link = document.createElement('button');
        link.className = 'link';
        link.textContent = `${one.label} ${text(one)}`;
        link.addEventListener('click', () => this.events.onPick(one.id));
        list.append(link, ' ');
      }
      return list;
    };
    this.sums.replaceChildren(
      facts,
      top(
        'Slowest',
        ({ ms }) => ms,
        ({ ms }) => formatMs(ms),
      ),
      top(
        'Largest',
        (one) => one.bytes,
        (one) => formatBytes(one.bytes),
      ),
    );
  }
}
