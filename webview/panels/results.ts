import { STATE_MARKS } from '../../protocol/state-text.js';
import { formatCount } from '../../protocol/text.js';
import type { SearchHit, SearchResult } from '../../protocol/search.js';

export interface ResultsEvents {
  /** A function was chosen. */
  onGo(id: string): void;
  /** To where the person was. */
  onLeave(): void;
}

/** What a search found in the whole program, under the field that one types in; the field keeps the focus. */
export class Results {
  readonly element = document.createElement('div');
  private readonly list = document.createElement('ul');
  private readonly sum = document.createElement('div');
  private hits: readonly SearchHit[] = [];
  private active = 0;

  constructor(
    private readonly field: HTMLElement,
    private readonly events: ResultsEvents,
  ) {
    this.element.className = 'results';
    this.element.hidden = true;
    this.list.id = 'results';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', 'Functions found');
    this.sum.className = 'sum muted';
    this.element.append(this.list, this.sum);
    field.addEventListener('keydown', (event) => this.key(event));
    field.addEventListener('focusout', () => this.hide());
    // A press would take the focus from the field, and close the list before the click.
    this.element.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const at = (event.target as Element).closest<HTMLElement>('li')?.dataset['at'];
      if (at !== undefined) this.go(Number(at));
    });
  }

  show({ found, hits }: SearchResult): void {
    this.hits = hits;
    this.active = 0;
    this.list.replaceChildren(...hits.map((hit, at) => rowOf(hit, at)));
    this.list.hidden = hits.length === 0;
    this.sum.textContent =
      found === 0
        ? 'No function of the program has this in its name, signature or path.'
        : found > hits.length
          ? `${formatCount(hits.length)} of ${formatCount(found)} found`
          : `${formatCount(found)} found`;
    this.element.hidden = false;
    const { left, bottom } = this.field.getBoundingClientRect();
    this.element.style.top = `${bottom + 3}px`;
    this.element.style.left = `${Math.max(4, Math.min(left, innerWidth - this.element.offsetWidth - 4))}px`;
    this.mark();
  }

  hide(): void {
    this.element.hidden = true;
  }

  private mark(): void {
    for (const [at, row] of [...this.list.children].entries()) {
      row.setAttribute('aria-selected', String(at === this.active));
      if (at === this.active) row.scrollIntoView({ block: 'nearest' });
    }
  }

  private key(event: KeyboardEvent): void {
    const { key } = event;
    if (key === 'Escape') this.events.onLeave();
    else if (key === 'Enter') this.go(this.active);
    else if ((key === 'ArrowDown' || key === 'ArrowUp') && this.hits.length > 0) {
      const count = this.hits.length;
      this.active = (this.active + (key === 'ArrowDown' ? 1 : -1) + count) % count;
      this.mark();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private go(at: number): void {
    const hit = this.hits[at];
    if (!hit || this.element.hidden) return;
    this.hide();
    this.events.onGo(hit.id);
  }
}

function rowOf({ label, signature, part, library, state }: SearchHit, at: number): HTMLElement {
  const row = document.createElement('li');
  row.setAttribute('role', 'option');
  row.dataset['at'] = String(at);
  row.title = signature;
  const mark = document.createElement('span');
  mark.className = `mark ${state}`;
  mark.textContent = STATE_MARKS[state];
  mark.setAttribute('aria-hidden', 'true');
  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = label;
  const where = document.createElement('span');
  where.className = 'where muted';
  where.textContent = `${library ?? part} · ${state}`;
  row.append(mark, name, where);
  return row;
}
