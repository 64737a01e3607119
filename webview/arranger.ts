import type { GraphSlice } from '../protocol/graph.js';
import { layoutInput, type Measure, withRows } from './graph/layout-input.js';
import { draw, outOfBoxes } from './graph/picture.js';
import { appended } from './layout/append.js';
import type { LayoutClient } from './layout/layout-client.js';
import type { Arrangement } from './layout/layout-messages.js';
import type { Page } from './page.js';

/** Nothing came for so long: a good moment to lay out anew. */
const PAUSE_MS = 1200;

export interface ArrangedPicture {
  /** Has all calls, and so decides where things stand. */
  regular: GraphSlice;
  shown: readonly GraphSlice[];
  /** The program is running: nothing that stands moves. */
  runs: boolean;
  /** No other picture was asked for since. */
  isCurrent: () => boolean;
}

/** Decides where functions of the graph stand, and draws them there. A drawing that only changed its states keeps every place. */
export class Arranger {
  /** Nodes and edges that were laid out; the same ones keep their places. */
  private shape = '';
  private places: Arrangement = { positions: {}, curves: {} };
  /** Came while a program runs, and stands outside of its box until all is laid out again. */
  private loose: ReadonlySet<string> = new Set();
  private settle: ReturnType<typeof setTimeout> | undefined;
  private settled = false;
  /** The person chose another picture: pan and zoom are no longer theirs. */
  private refit = true;

  /** `again`: asks for the picture anew, after a pause. */
  constructor(
    private readonly layout: LayoutClient,
    private readonly page: Page,
    private readonly again: () => void,
  ) {}

  /** Something is drawn. */
  get hasDrawn(): boolean {
    return this.shape !== '';
  }

  /** Another kind of picture is shown. */
  forget(): void {
    this.shape = '';
  }

  fitNext(): void {
    this.refit = true;
  }

  /** False where it came to nothing: something else is shown by now, or the layout failed. */
  async arrange({ regular, shown, runs, isCurrent }: ArrangedPicture): Promise<boolean> {
    const pictures = shown.map(draw);
    const measure: Measure = (node, isRoot) => this.page.panes.widthOf(node, isRoot);
    const input = layoutInput([draw(regular), ...pictures], regular.root, measure);
    // A label that counts grows and shrinks; that moves nothing.
    const shape = JSON.stringify([input.nodes.map(({ id, parent }) => [id, parent]), input.edges.map(({ id }) => id)]);
    const moved = await this.layOut(input, shape, runs && !this.refit, isCurrent);
    if (moved === undefined) return false;
    this.settled = false;
    this.places.positions = withRows(this.places.positions, pictures, measure);
    this.shape = shape;
    this.page.notice.hide();
    this.page.show([...shown], outOfBoxes(pictures, this.loose), this.places, { moved, refit: this.refit });
    this.refit = false;
    return true;
  }

  /** Whether what stood may have moved; undefined: something else is shown by now. While a program `runs`, nothing does. */
  private async layOut(
    input: ReturnType<typeof layoutInput>,
    shape: string,
    runs: boolean,
    isCurrent: () => boolean,
  ): Promise<boolean | undefined> {
    const stands = runs && !this.settled;
    if (shape === this.shape && (this.loose.size === 0 || stands)) return false;
    const live = stands && this.shape !== '' ? appended(input, this.places) : undefined;
    if (live) {
      this.append(live.places, live.loose);
      return false;
    }
    try {
      const places = await this.layout.run(input);
      if (!isCurrent()) return undefined;
      this.places = places;
      this.loose = new Set();
      return true;
    } catch (error) {
      if (isCurrent()) this.page.notice.show(error instanceof Error ? error.message : String(error), ['refresh']);
      return undefined;
    }
  }

  /** What a run brings stands beside the rest; after a pause, or at its end, all is laid out well. */
  private append(places: Arrangement, news: ReadonlySet<string>): void {
    this.places = places;
    this.loose = new Set([...this.loose, ...news]);
    clearTimeout(this.settle);
    this.settle = setTimeout(() => {
      this.settled = true;
      this.again();
    }, PAUSE_MS);
  }
}
