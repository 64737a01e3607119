import type { Drawing, Measure, Shape } from '../../protocol/layout/drawing.js';
import { tip } from '../../protocol/layout/svg.js';
import { type Palette, type PaletteName, PALETTES } from '../../protocol/layout/palette.js';
import { css, onThemeChange, readTheme } from '../graph/theme.js';

export interface Transform {
  scale: number;
  x: number;
  y: number;
}

export const HERE: Transform = { scale: 1, x: 0, y: 0 };

/** A canvas that is as sharp as the screen and wears the person's theme. */
export class SceneCanvas {
  readonly element = document.createElement('canvas');
  palette: Palette = paletteNow();
  private readonly context = this.element.getContext('2d');
  private readonly widths = new Map<string, number>();
  private font = readTheme().fontFamily;

  constructor(onChange: () => void) {
    onThemeChange(() => {
      this.palette = paletteNow();
      this.font = readTheme().fontFamily;
      this.widths.clear();
      onChange();
    });
  }

  get fontFamily(): string {
    return this.font;
  }

  get size(): { width: number; height: number } {
    const { clientWidth: width, clientHeight: height } = this.element;
    return { width, height };
  }

  readonly measure: Measure = (text, size) => {
    const key = `${size} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined && this.context) {
      this.context.font = `${size}px ${this.font}`;
      width = this.context.measureText(text).width;
      if (this.widths.size > 50_000) this.widths.clear();
      this.widths.set(key, width);
    }
    return width ?? text.length * size * 0.6;
  };

  paint({ shapes }: Drawing, { scale, x, y }: Transform = HERE): void {
    const { context } = this;
    if (!context) return;
    const ratio = this.fitToScreen();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.palette.ground;
    context.fillRect(0, 0, this.size.width, this.size.height);
    context.setTransform(ratio * scale, 0, 0, ratio * scale, x * ratio, y * ratio);
    for (const shape of shapes) this.shape(context, shape);
  }

  /** What is painted, as a file. */
  static png(drawing: Drawing, palette: Palette, font: string): string {
    const scene = document.createElement('canvas');
    const scale = Math.min(2, 8000 / Math.max(drawing.width, drawing.height));
    scene.width = Math.ceil(drawing.width * scale);
    scene.height = Math.ceil(drawing.height * scale);
    const context = scene.getContext('2d');
    if (!context) throw new Error('The browser makes no picture of this size.');
    context.scale(scale, scale);
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, drawing.width, drawing.height);
    for (const shape of drawing.shapes) paintShape(context, shape, palette, font);
    return scene.toDataURL('image/png').replace(/^[^,]*,/, '');
  }

  private fitToScreen(): number {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = this.size;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.element.width !== w || this.element.height !== h) Object.assign(this.element, { width: w, height: h });
    return ratio;
  }

  private shape(context: CanvasRenderingContext2D, shape: Shape): void {
    paintShape(context, shape, this.palette, this.font);
  }
}

function paintShape(context: CanvasRenderingContext2D, shape: Shape, palette: Palette, font: string): void {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, w, h, fill, stroke, dashed, radius } = shape;
      if (fill !== undefined) {
        context.fillStyle = palette[fill];
        if (radius === undefined) context.fillRect(x, y, w, h);
        else {
          context.beginPath();
          context.roundRect(x, y, w, h, radius);
          context.fill();
        }
      }
      if (stroke === undefined) return;
      context.strokeStyle = palette[stroke];
      context.lineWidth = shape.width ?? 1;
      context.setLineDash(dashed === true ? [4, 3] : []);
      context.beginPath();
      if (radius === undefined) context.rect(x, y, w, h);
      else context.roundRect(x, y, w, h, radius);
      context.stroke();
      return;
    }
    case 'text': {
      const { x, y, text, size, fill, bold, align, turned } = shape;
      context.font = `${bold === true ? '600 ' : ''}${size}px ${font}`;
      context.fillStyle = palette[fill];
      context.textBaseline = 'middle';
      context.textAlign = align ?? 'left';
      if (turned !== true) {
        context.fillText(text, x, y);
        return;
      }
      context.save();
      context.translate(x, y);
      context.rotate(-Math.PI / 2);
      context.fillText(text, 0, 0);
      context.restore();
      return;
    }
    case 'arrow': {
      const [x1, y1, cx, cy, x2, y2] = shape.points;
      context.strokeStyle = context.fillStyle = palette[shape.stroke];
      context.lineWidth = shape.width;
      context.setLineDash(shape.dashed === true ? [6, 4] : []);
      context.beginPath();
      context.moveTo(x1, y1);
      context.quadraticCurveTo(cx, cy, x2, y2);
      context.stroke();
      context.fill(new Path2D(tip(shape.points)));
    }
  }
}

/** The palette of the theme's kind, with the theme's own ground, text and accent. */
function paletteNow(): Palette {
  const { classList } = document.body;
  const name: PaletteName = classList.contains('vscode-high-contrast-light')
    ? 'high-contrast-light'
    : classList.contains('vscode-high-contrast')
      ? 'high-contrast'
      : classList.contains('vscode-light')
        ? 'light'
        : 'dark';
  const theme = readTheme();
  const own = { ground: css(theme.background), text: css(theme.foreground) };
  return { ...PALETTES[name], ...own };
}
