interface Place {
  x: number;
  y: number;
}

interface PointerEvents {
  onHover(at: Place | undefined): void;
  onClick(at: Place): void;
  /** A click that no second one followed. */
  onSettled(at: Place): void;
  onDouble(at: Place): void;
  onPan(dx: number, dy: number): void;
  onWheel(wheel: { dx: number; dy: number; at: Place; zoom: boolean }): void;
}

/** A second click within this time makes it a double click; until then nothing may move away under the pointer. */
const DOUBLE_MS = 260;
/** A hand that shakes does not drag. */
const DRAG_FROM = 4;

/** Clicks, double clicks, drags and the wheel over an element, in its own pixels. */
export class Pointer {
  private down: Place | undefined;
  private dragged = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly events: PointerEvents,
  ) {
    element.addEventListener('pointerdown', (event) => this.press(event));
    element.addEventListener('pointermove', (event) => this.move(event));
    element.addEventListener('pointerup', (event) => this.release(event));
    element.addEventListener('pointerleave', () => events.onHover(undefined));
    element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  private place(event: MouseEvent): Place {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.down = this.place(event);
    this.dragged = false;
    this.element.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    const at = this.place(event);
    const { down } = this;
    if (!down) return this.events.onHover(at);
    if (!this.dragged && Math.hypot(at.x - down.x, at.y - down.y) < DRAG_FROM) return;
    this.dragged = true;
    this.events.onHover(undefined);
    this.events.onPan(at.x - down.x, at.y - down.y);
    this.down = at;
  }

  private release(event: PointerEvent): void {
    const { down, dragged } = this;
    this.down = undefined;
    if (!down || dragged) return;
    const at = this.place(event);
    if (this.waiting !== undefined) {
      clearTimeout(this.waiting);
      this.settle();
      this.events.onDouble(at);
      return;
    }
    this.events.onClick(at);
    // For tests: a second click would belong to this one.
    this.element.dataset['clicked'] = '';
    this.waiting = setTimeout(() => {
      this.settle();
      this.events.onSettled(at);
    }, DOUBLE_MS);
  }

  private settle(): void {
    this.waiting = undefined;
    delete this.element.dataset['clicked'];
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const { deltaX: dx, deltaY: dy, ctrlKey: zoom } = event;
    this.events.onWheel({ dx, dy, at: this.place(event), zoom });
  }
}
