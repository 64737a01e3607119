import type { Hub, LibraryBox } from '../../protocol/overview.js';
import { formatCount, formatMs, plural } from '../../protocol/text.js';

/** Below the picture: what everything calls, whose lines would say nothing, and libraries, folded. */

export interface FooterEvents {
  onHub(id: string): void;
  onLibrary(name: string): void;
}

export interface FooterContent {
  hubs: readonly Hub[];
  /** Hubs are parts of the program, or functions. */
  ofParts: boolean;
  libraries: readonly LibraryBox[];
  folded: { parts: number; functions: number; ran: number };
  /** Undefined where no run is shown. */
  ran: number | undefined;
}

const MOST_CHIPS = 6;
const MOST_LIBRARIES = 4;

export function footer(content: FooterContent, events: FooterEvents): HTMLElement {
  const element = document.createElement('div');
  element.className = 'overview-footer';
  const { hubs, libraries, folded, ran } = content;
  const showsRun = ran !== undefined;
  if (hubs.length > 0) {
    const chips = hubs.map((hub) => chip(hub, content.ofParts, showsRun, () => events.onHub(hub.id)));
    element.append(row(content.ofParts ? 'Used everywhere' : 'Called from everywhere', chips, MOST_CHIPS));
  }
  const boxes = libraries
    .filter(({ ran: some }) => !showsRun || some > 0)
    .map((library) => libraryBox(library, showsRun, () => events.onLibrary(library.name)));
  if (boxes.length > 0) {
    const [first] = libraries;
    const line = row('Libraries, folded', boxes, MOST_LIBRARIES);
    if (first && showsRun && first.ran > 0 && first.callers > 0 && !content.ofParts && ran > 0) {
      const note = document.createElement('span');
      note.className = 'muted';
      note.textContent = `called by ${formatCount(first.callers)} of the ${formatCount(ran)} own functions that ran · ${formatMs(first.ms)} in the engine`;
      line.append(note);
    }
    element.append(line);
  }
  if (folded.parts > 0) {
    const one = document.createElement('span');
    one.className = 'folded-parts';
    one.textContent = `${plural(folded.parts, 'smaller part')}`;
    const functions = plural(folded.functions, 'function');
    one.append(countOf(showsRun ? `${formatCount(folded.ran)} of ${functions} ran` : functions));
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
    element.append(more);
  }
  return element;
}

function chip(hub: Hub, ofParts: boolean, showsRun: boolean, onClick: () => void): HTMLElement {
  const element = document.createElement('button');
  element.className = `chip${showsRun && hub.ran > 0 ? ' ran' : ''}`;
  element.textContent = hub.label;
  const parts = showsRun ? `${formatCount(hub.ran)} of ${formatCount(hub.functions)}` : formatCount(hub.functions);
  element.append(countOf(ofParts ? parts : `×${formatCount(hub.callers)}`));
  element.title = ofParts
    ? `Called directly by ${plural(hub.callers, 'part')}`
    : `Called by ${plural(hub.callers, 'function')} that ran`;
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
