import { FunctionState, type GraphFilter } from '../../protocol/graph.js';
import type { RunSummary } from '../../protocol/lsp.js';
import { formatAgo } from '../../protocol/text.js';
import type { PageSettings } from '../state/settings.js';
import { button, checkbox, Dropdown, textField } from '../widgets/toolkit.js';

export interface FilterBarEvents {
  onFilter(change: Partial<GraphFilter>): void;
  onClear(): void;
  onRun(which: 'run' | 'other', run: string | null): void;
}

const LINKAGES = [
  { value: 'external', label: 'external' },
  { value: 'internal', label: 'static' },
  { value: 'linkonce', label: 'inline or template' },
  { value: 'weak', label: 'weak' },
] as const;
const CALLS = [
  { value: 'direct', label: 'direct calls' },
  { value: 'virtual', label: 'virtual' },
  { value: 'candidate', label: 'by pointer' },
  { value: 'passes', label: 'addresses handed on' },
] as const;
const TYPING_MS = 250;

/** Second row of the toolbar: what the picture leaves out, and which runs it shows. */
export class FilterBar {
  readonly element = document.createElement('div');
  private readonly filters = document.createElement('div');
  private readonly text: HTMLElement & { value: string };
  private readonly boxes: { update(filter: GraphFilter): void }[] = [];
  private readonly tests: Dropdown;
  private readonly run: Dropdown;
  private readonly other: Dropdown;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events: FilterBarEvents) {
    this.element.className = 'filter-bar';
    this.text = textField('Filter: words, -word, path: module:', (text) => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => events.onFilter({ text: text.trim() }), TYPING_MS);
    });
    this.text.id = 'filter-text';
    this.tests = new Dropdown('Test code', (value) => events.onFilter({ tests: value as GraphFilter['tests'] }));
    this.tests.element.id = 'filter-tests';
    this.run = new Dropdown('Run', (value) => events.onRun('run', value === '' ? null : value));
    this.run.element.id = 'run-a';
    this.other = new Dropdown('Compared with', (value) => events.onRun('other', value === '' ? null : value));
    this.other.element.id = 'run-b';
    this.filters.className = 'filters';
    this.filters.append(
      this.text,
      this.list(
        'states',
        FunctionState.options.map((value) => ({ value, label: value })),
      ),
      this.list('linkages', LINKAGES),
      this.list('calls', CALLS),
      this.tests.element,
      button({ label: 'Clear the filter', icon: 'clear-all', appearance: 'icon', onClick: () => events.onClear() }),
    );
    this.element.append(this.run.element, this.other.element, this.filters);
  }

  set(settings: PageSettings, runs: readonly RunSummary[]): void {
    const { filter, filtering, mode } = settings;
    const picksRuns = mode === 'difference' || (filtering && runs.length > 0);
    this.element.hidden = !filtering && !picksRuns;
    this.filters.hidden = !filtering;
    this.run.element.hidden = !picksRuns;
    this.other.element.hidden = mode !== 'difference';
    if (document.activeElement !== this.text) this.text.value = filter.text;
    for (const box of this.boxes) box.update(filter);
    this.tests.set(
      [
        { value: 'show', label: 'with test code' },
        { value: 'hide', label: 'without test code' },
        { value: 'only', label: 'only test code' },
      ],
      filter.tests,
    );
    const choices = runs.map(({ id, name, startedAt }) => ({
      value: id,
      label: `${name.length > 30 ? `${name.slice(0, 29)}…` : name} · ${formatAgo(startedAt, Date.now())}`,
    }));
    this.run.set([{ value: '', label: 'Latest run' }, ...choices], settings.run ?? '');
    this.other.set([{ value: '', label: 'What was never touched' }, ...choices], settings.other ?? '');
  }

  focus(): void {
    this.text.focus();
  }

  /** Nothing ticked: everything is shown. */
  private list<K extends 'states' | 'linkages' | 'calls'>(
    key: K,
    choices: readonly { value: GraphFilter[K][number]; label: string }[],
  ): HTMLElement {
    const group = document.createElement('span');
    group.className = 'choices';
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', key);
    let current: GraphFilter[K][number][] = [];
    for (const { value, label } of choices) {
      const box = checkbox(label, `Only ${label}`, false, (checked) => {
        const now = checked ? [...current, value] : current.filter((one) => one !== value);
        this.events.onFilter({ [key]: now });
      }) as HTMLElement & { checked: boolean };
      this.boxes.push({
        update: (filter) => {
          current = [...filter[key]] as GraphFilter[K][number][];
          box.checked = current.includes(value);
        },
      });
      group.append(box);
    }
    return group;
  }
}
