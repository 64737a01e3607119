import type { Entry, Hub, LibraryBox, Overview } from '../../protocol/overview.js';
import { formatCount, formatMs, plural } from '../../protocol/text.js';
import { ENTRIES } from './entry-words.js';

/** Below the picture: what everything calls, whose lines would say nothing, and libraries, folded. */

export interface FooterEvents {
  onHub(id: string): void;
  onEntry(id: string): void;
  onLibrary(name: string): void;
}

export interface FooterContent {
  hubs: readonly Hub[];
  /** Hubs are parts of the program, or functions. */
  unit: 'part' | 'function';
  /** A tree of the run, and not of what the program is made of. */
  ofRun: boolean;
  entries: readonly Entry[];
  moreEntries: number;
  libraries: readonly LibraryBox[];
  folded: { parts: number; functions: number; ran: number };
  /** Undefined where no run is shown. */
  ran: number | undefined;
}

export const NOTHING = { parts: 0, functions: 0, ran: 0 };

/** `left`: parts that the pane has no row for. */
export function footerContent(
  data: Overview,
  ofParts: boolean,
  showsRun: boolean,
  left: typeof NOTHING,
): FooterContent {
  const { parts, run, libraries, entries, moreEntries } = data;
  const { folded } = parts;
  return {
    unit: ofParts ? parts.unit : 'function',
    ofRun: !ofParts,
    hubs: ofParts ? parts.hubs : (run?.hubs ?? []),
    libraries,
    // `main` alone is the first box of the picture.
    ...(ofParts ? { entries: entries.filter(({ kind }) => kind !== 'main'), moreEntries } : NO_ENTRIES),
    folded: ofParts
      ? { parts: folded.parts + left.parts, functions: folded.functions + left.functions, ran: folded.ran + left.ran }
      : NOTHING,
    ran: showsRun ? (run?.ran ?? 0) : undefined,
  };
}

const NO_ENTRIES = { entries: [], moreEntries: 0 };

const MOST_CHIPS = 6;
const MOST_ENTRIES = 3;
const MOST_LIBRARIES = 4;

export function footer(content: FooterContent, events: FooterEvents): HTMLElement {
  const element = document.createElement('div');
  element.className = 'overview-footer';
  const { hubs, libraries, folded, ran } = content;
  const showsRun = ran !== undefined;
  if (hubs.length > 0) {
    const chips = hubs.map((hub) => chip(hub, content, () => events.onHub(hub.id)));
    element.append(row(content.ofRun ? 'Called from everywhere' : 'Used everywhere', chips, MOST_CHIPS));
  }
  if (content.entries.length > 0)
    element.append(
      row(
        'Entered at',
        entryChips(content, (id) => events.onEntry(id)),
        MOST_ENTRIES,
      ),
    );
  const shown = libraries.filter(({ ran: some }) => !showsRun || some > 0);
  // Of a run alone, those that it used most; beside the program each has one place.
  if (content.ofRun) shown.sort((a, b) => b.ran - a.ran);
  const boxes = shown.map((library) => libraryBox(library, showsRun, () => events.onLibrary(library.name)));
  if (boxes.length > 0) {
    const [first] = shown;
    const line = row('Libraries, folded', boxes, MOST_LIBRARIES);
    if (first && showsRun && first.ran > 0 && first.callers > 0 && content.ofRun && ran > 0) {
      const note = document.createElement('span');
      note.className = 'muted';
      note.textContent = `${first.name} is called by ${formatCount(first.callers)} of the ${formatCount(ran)} own functions that ran · ${formatMs(first.ms)} in the engine`;
      line.append(note);
    }
    element.append(line);
  }
  if (folded.parts > 0) {
    const one = document.createElement('span');
    one.className = 'folded-parts';
    one.textContent = plural(folded.parts, `other ${content.unit}`);
    const functions = plural(folded.functions, 'function');
    if (showsRun) one.append(countOf(`${formatCount(folded.ran)} of ${functions} ran`));
    else if (content.unit === 'part') one.append(countOf(functions));
    element.append(row('Not drawn', [one], 1));
  }
  return element;
}

/** As many as there is room for at a glance; a button shows the others. */
function row(title: string, items: readonly HTMLElement[], most: number): HTMLElement {
  const element = document.createElement('div');
  element.className = 'row';
  const name = document.createElement('span');
  name.className = 'title';
  name.textContent = title;
  element.append(name, ...items.slice(0, most));
  const rest = items.slice(most);
  if (rest.length > 0) {
    const more = document.createElement('button');
    more.className = 'link';
    more.textContent = `${formatCount(rest.length)} more`;
    more.addEventListener('click', () => more.replaceWith(...rest));
    behind.set(more, rest);
    element.append(more);
  }
  return element;
}

/** What a button would show. */
const behind = new WeakMap<Element, HTMLElement[]>();

/** No more of a half than this is a footer's (overview.css has the same). */
const MOST_OF_HALF = 0.35;

/** `room`: pixels that the picture leaves free. Libraries first: in a small program they are most of what it is made of. */
export function growInto(element: HTMLElement, room: number): void {
  const half = element.parentElement?.clientHeight ?? 0;
  const most = Math.min(element.offsetHeight + room, half * MOST_OF_HALF);
  for (const more of [...element.querySelectorAll('.row .link')].reverse()) {
    const rest = behind.get(more) ?? [];
    for (let next = rest[0]; next; next = rest[0]) {
      more.before(next);
      if (element.scrollHeight > most) {
        next.remove();
        break;
      }
      rest.shift();
    }
    if (rest.length === 0) more.remove();
    else more.textContent = `${formatCount(rest.length)} more`;
  }
}

/** As many of each kind as there is room for: a program with hundreds of callbacks has other entries too. */
function entryChips({ entries, moreEntries, ran }: FooterContent, onClick: (id: string) => void): HTMLElement[] {
  const chips = entries.map(({ id, label, kind, ran: did }) => {
    const element = document.createElement('button');
    element.className = `chip${ran !== undefined && did ? ' ran' : ''}`;
    element.append(countOf(`${ENTRIES[kind].word} `), label);
    element.title = `${ENTRIES[kind].title}. A click draws the graph around it.`;
    element.addEventListener('click', () => onClick(id));
    return element;
  });
  if (moreEntries === 0) return chips;
  const rest = document.createElement('span');
  rest.className = 'muted';
  rest.textContent = `and ${formatCount(moreEntries)} smaller`;
  return [...chips, rest];
}

function chip(hub: Hub, { unit, ofRun, ran }: FooterContent, onClick: () => void): HTMLElement {
  const showsRun = ran !== undefined;
  const ofParts = unit === 'part' && !ofRun;
  const element = document.createElement('button');
  element.className = `chip${showsRun && hub.ran > 0 ? ' ran' : ''}`;
  element.textContent = hub.label;
  const parts = showsRun ? `${formatCount(hub.ran)} of ${formatCount(hub.functions)}` : formatCount(hub.functions);
  element.append(countOf(ofParts ? parts : `×${formatCount(hub.callers)}`));
  element.title = ofParts
    ? `Called directly by ${plural(hub.callers, 'part')}`
    : `Called by ${plural(hub.callers, 'function')}${ofRun ? ' that ran' : ''}`;
  element.addEventListener('click', onClick);
  return element;
}

function libraryBox({ name, functions, ran }: LibraryBox, showsRun: boolean, onClick: () => void): HTMLElement {
  const element = document.createElement('button');
  element.className = 'library';
  const label = document.createElement('strong');
  label.textContent = name;
  const icon = document.createElement('span');
  icon.className = 'codicon codicon-chevron-right';
  element.append(
    icon,
    label,
    countOf(showsRun ? `${formatCount(ran)} of ${formatCount(functions)} ran` : formatCount(functions)),
  );
  element.title = `Functions of ${name}. A click lists them.`;
  element.addEventListener('click', onClick);
  return element;
}

function countOf(text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'muted';
  element.textContent = ` ${text}`;
  return element;
}
