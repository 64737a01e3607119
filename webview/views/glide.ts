import type { PlacedFrame } from '../../protocol/layout/icicle.js';

const LASTS_MS = 260;

/** A full layout moves frames: the eye follows them from where they stood. */
export class Glide {
  private from: ReadonlyMap<number, PlacedFrame> = new Map();
  private part = 1;

  get running(): boolean {
    return this.part < 1;
  }

  start(from: ReadonlyMap<number, PlacedFrame>, onFrame: () => void): void {
    this.from = from;
    this.part = 0;
    const began = performance.now();
    const next = (): void => {
      const time = Math.min(1, (performance.now() - began) / LASTS_MS);
      this.part = 1 - (1 - time) ** 3;
      if (time >= 1) this.part = 1;
      onFrame();
      if (time < 1) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }

  at(frame: PlacedFrame): PlacedFrame {
    const before = this.from.get(frame.nodes[0] ?? -1);
    return before ? { ...frame, ...between(before, frame, this.part) } : frame;
  }
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

function between(a: Box, b: Box, part: number): Box {
  const one = (from: number, to: number): number => from + (to - from) * part;
  return { x: one(a.x, b.x), y: one(a.y, b.y), w: one(a.w, b.w), h: one(a.h, b.h) };
}
