import type { MapWindow } from '../../protocol/layout/map-drawing.js';
import type { MapBox } from '../../protocol/layout/treemap.js';

const ALL = { scale: 1, x: 0, y: 0 };
type Spot = typeof ALL;
const CLOSEST = 60;
const LASTS_MS = 220;

/** Which part of the map is seen: the wheel, drags, and parts that are shown alone. */
export class MapZoom {
  private spot: Spot = ALL;
  /** The box that was chosen to be seen alone. */
  focus: MapBox | undefined;
  private width = 1;
  private height = 1;
  private stretch = { x: 1, y: 1 };

  constructor(
    private readonly onChange: () => void,
    private readonly reducedMotion: () => boolean,
  ) {}

  get window(): MapWindow {
    return { ...this.spot, stretch: this.stretch };
  }

  /** The pane, and the map as it was laid out. */
  within(pane: { width: number; height: number }, map: { width: number; height: number }): void {
    [this.width, this.height] = [pane.width, pane.height];
    this.stretch = { x: pane.width / map.width, y: pane.height / map.height };
    const { focus } = this;
    if (focus) this.spot = this.spotOf(focus);
  }

  reset(): void {
    this.spot = ALL;
    this.focus = undefined;
  }

  pan(dx: number, dy: number): void {
    const { scale, x, y } = this.spot;
    this.put({ scale, x: x + dx, y: y + dy });
  }

  wheel(delta: number, { x, y }: { x: number; y: number }): void {
    this.by(Math.exp(-delta / 300), x, y);
  }

  step(nearer: boolean): void {
    this.by(nearer ? 1.4 : 1 / 1.4, this.width / 2, this.height / 2);
  }

  /** Undefined: all of it. */
  show(box: MapBox | undefined): void {
    this.focus = box;
    this.glideTo(box ? this.spotOf(box) : ALL);
  }

  private spotOf({ x, y, w, h }: MapBox): Spot {
    const { stretch, width, height } = this;
    const scale = Math.min(CLOSEST, width / (w * stretch.x), height / (h * stretch.y));
    const across = (width - w * stretch.x * scale) / 2 - x * stretch.x * scale;
    return { scale, x: across, y: (height - h * stretch.y * scale) / 2 - y * stretch.y * scale };
  }

  private by(factor: number, x: number, y: number): void {
    const { spot } = this;
    const scale = Math.min(CLOSEST, Math.max(1, spot.scale * factor));
    const ratio = scale / spot.scale;
    this.focus = undefined;
    this.put({ scale, x: x - (x - spot.x) * ratio, y: y - (y - spot.y) * ratio });
  }

  /** The map never leaves its pane. */
  private put({ scale, x, y }: Spot): void {
    const inside = (value: number, size: number): number => Math.min(0, Math.max(size * (1 - scale), value));
    this.spot = { scale, x: inside(x, this.width), y: inside(y, this.height) };
    this.onChange();
  }

  private glideTo(to: Spot): void {
    if (this.reducedMotion()) {
      this.spot = to;
      this.onChange();
      return;
    }
    const from = this.spot;
    const began = performance.now();
    const next = (): void => {
      const time = Math.min(1, (performance.now() - began) / LASTS_MS);
      const part = 1 - (1 - time) ** 3;
      const one = (a: number, b: number): number => a + (b - a) * part;
      this.spot = { scale: one(from.scale, to.scale), x: one(from.x, to.x), y: one(from.y, to.y) };
      if (time >= 1) this.spot = to;
      this.onChange();
      if (time < 1) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }
}
