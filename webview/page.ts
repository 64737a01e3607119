import type { GraphNode, GraphSlice } from '../protocol/graph.js';
import type { ProgramSummary } from '../protocol/lsp.js';
import type { PageAction } from '../protocol/webview.js';
import { Details } from './details.js';
import { listen } from './keyboard.js';
import { legend } from './legend.js';
import type { Arrangement } from './layout-messages.js';
import { Overlay } from './overlay.js';
import { Panes } from './panes.js';
import type { Picture } from './picture.js';
import type { PageSettings } from './settings.js';
import { StatusLine } from './status.js';
import { Toolbar, type ToolbarEvents } from './toolbar.js';
import { Tooltip } from './tooltip.js';

export interface PageEvents extends Omit<ToolbarEvents, 'onSearch'> {
  onOpen(id: string): void;
  onRoot(id: string): void;
  onFold(module: string): void;
  onLegend(): void;
  onAction(action: PageAction): void;
  onImage(base64: string): void;
}

/** Everything on the screen. Knows how to show; decides nothing. */
export class Page {
  readonly panes: Panes;
  readonly overlay: Overlay;
  readonly status: StatusLine;
  private readonly toolbar: Toolbar;
  private readonly details: Details;
  private readonly legend = legend();
  private readonly tooltip = new Tooltip();
  private picked: string | null = null;
  private searched = '';
  private root: string | undefined;

  constructor(body: HTMLElement, events: PageEvents) {
    this.toolbar = new Toolbar({
      ...events,
      onSearch: (text) => this.search(text),
    });
    this.overlay = new Overlay((action) => events.onAction(action));
    this.status = new StatusLine({
      onLegend: () => events.onLegend(),
      onFit: () => this.panes.fit({ readable: false, animate: true }),
      onSaveImage: () => events.onImage(this.panes.image()),
    });
    this.details = new Details(events);
    const area = document.createElement('main');
    area.tabIndex = 0;
    area.setAttribute('aria-label', 'Call graph. Arrow keys walk along calls, Enter opens the source.');
    body.append(this.toolbar.element, area, this.status.element, this.details.element);
    this.panes = new Panes(area, {
      onPick: (id) => this.pick(id, false),
      onOpen: (id) => events.onOpen(id),
      onFold: (module) => events.onFold(module),
      onHover: (node, at) => {
        if (node) this.tooltip.show(node, at, (id) => this.nameOf(id));
        else this.tooltip.hide();
      },
    });
    area.append(this.legend, this.tooltip.element, this.overlay.element);
    listen(
      area,
      () => this.panes.cy,
      () => this.picked,
      {
        onPick: (id) => this.pick(id, true),
        onOpen: (id) => events.onOpen(id),
        onFind: () => this.toolbar.search.focus(),
      },
    );
  }

  showSettings(settings: PageSettings, programs: ProgramSummary[], trusted: boolean): void {
    const root = settings.root === null ? 'main' : this.nameOf(settings.root);
    this.toolbar.set(settings, programs, root, trusted);
    this.status.element.hidden = programs.length === 0;
    this.legend.hidden = !settings.legend;
  }

  /** `fit` when places or the root changed; otherwise the person's pan and zoom stay. */
  show(slices: GraphSlice[], pictures: Picture[], places: Arrangement, fit: boolean): void {
    this.panes.show(slices, pictures, places);
    const root = slices[0]?.root;
    if (fit || root !== this.root) this.panes.fit({ readable: true, animate: false });
    this.root = root;
    this.refreshFocus();
  }

  /** Selects a function in all panes; `move` also brings it into sight. */
  pick(id: string | null, move: boolean): void {
    const drawn = id !== null && this.panes.visible.some(({ cy }) => cy.getElementById(id).nonempty());
    this.picked = drawn ? id : null;
    if (move && this.picked !== null) this.panes.center(this.picked);
    if (id === null) this.clearSearch();
    this.refreshFocus();
  }

  /** After states changed: what is selected may have become something else. */
  refreshFocus(): void {
    const node = this.picked === null ? undefined : this.panes.find(this.picked);
    this.details.show(node, (id) => this.nameOf(id));
    if (this.picked !== null) this.panes.focus(this.around(this.picked), this.picked);
    else this.panes.focus(this.matches(), null);
  }

  find(id: string): GraphNode | undefined {
    return this.panes.find(id);
  }

  nameOf(id: string): string {
    // A function that is not in the picture still has its symbol in its id.
    return this.panes.find(id)?.label ?? id.slice(id.lastIndexOf('#') + 1).replace(/^ext:/, '');
  }

  private around(id: string): ReadonlySet<string> {
    const near = new Set([id]);
    for (const { cy } of this.panes.visible) {
      cy.getElementById(id)
        .closedNeighborhood()
        .nodes()
        .forEach((node) => {
          near.add(node.id());
        });
    }
    return near;
  }

  private search(text: string): void {
    this.searched = text.trim().toLowerCase();
    this.picked = null;
    this.refreshFocus();
    const found = this.matches();
    const [only] = found ?? [];
    if (found?.size === 1 && only !== undefined) this.panes.center(only);
  }

  private clearSearch(): void {
    this.searched = '';
    this.toolbar.search.value = '';
  }

  private matches(): ReadonlySet<string> | null {
    if (this.searched === '') return null;
    const found = new Set<string>();
    for (const pane of this.panes.visible) {
      for (const node of pane.nodes) {
        const where = `${node.label} ${node.signature} ${node.module}`.toLowerCase();
        if (where.includes(this.searched)) found.add(node.id);
      }
    }
    return found;
  }
}
