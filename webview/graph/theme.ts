/** The user's colours as numbers that can be mixed; read again whenever VS Code changes its theme. */

export type Rgb = readonly [number, number, number];

export interface Theme {
  background: Rgb;
  foreground: Rgb;
  muted: Rgb;
  accent: Rgb;
  /** Beside the accent, where two runs are compared. */
  second: Rgb;
  failed: Rgb;
  focus: Rgb;
  fontFamily: string;
  /** High contrast themes get full-strength lines. */
  highContrast: boolean;
  reducedMotion: boolean;
}

function parse(color: string, fallback: Rgb): Rgb {
  // A canvas knows every CSS colour notation; a theme may use any of them.
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null || color === '') return fallback;
  context.canvas.width = 1;
  context.canvas.height = 1;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string, fallback: Rgb) => parse(style.getPropertyValue(name).trim(), fallback);
  const background = read('--vscode-editor-background', [30, 30, 30]);
  const foreground = read('--vscode-editor-foreground', [212, 212, 212]);
  const classes = document.body.classList;
  return {
    background,
    foreground,
    muted: mix(foreground, background, 0.4),
    second: read('--vscode-charts-orange', [209, 134, 22]),
    accent: read('--vscode-charts-blue', [55, 148, 255]),
    failed: read('--vscode-charts-red', [244, 71, 71]),
    focus: read('--vscode-focusBorder', [0, 127, 212]),
    fontFamily: style.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
    highContrast: classes.contains('vscode-high-contrast') || classes.contains('vscode-high-contrast-light'),
    reducedMotion: classes.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
}

/** VS Code changes the body's classes and the root's style when the theme changes. */
export function onThemeChange(callback: () => void): void {
  const observer = new MutationObserver(callback);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

/** `part` of b in a. */
export function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const one = (x: number, y: number) => Math.round(x + (y - x) * part);
  return [one(a[0], b[0]), one(a[1], b[1]), one(a[2], b[2])];
}

export function css(color: Rgb): string {
  return `rgb(${color[0]}, ${color[1]}, ${color[2]})`;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The readable one of the theme's foreground, black and white on a filled node. */
export function textOn(fill: Rgb, theme: Theme): Rgb {
  if (contrast(theme.foreground, fill) >= 4.5) return theme.foreground;
  const [black, white]: [Rgb, Rgb] = [
    [0, 0, 0],
    [255, 255, 255],
  ];
  return contrast(black, fill) > contrast(white, fill) ? black : white;
}
