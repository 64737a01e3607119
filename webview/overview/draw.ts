import {
  BOX_HEIGHT,
  rightOf,
  type Scene,
  type SceneBar,
  type SceneBox,
  type SceneLine,
  type SceneText,
  SMALL_TEXT,
  TEXT,
} from './scene.js';

const NAMESPACE = 'http://www.w3.org/2000/svg';
type Attributes = Record<string, string | number>;

function make(name: string, attributes: Attributes, ...children: (Element | string)[]): SVGElement {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** A scene as SVG: lines below, boxes above, each box one element that takes the focus. */
export function drawScene(scene: Scene, label: string): SVGElement {
  const { width, height } = scene;
  const svg = make('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'tree', 'aria-label': label });
  const lines = make('g', { class: 'lines', 'aria-hidden': 'true' }, ...drawLines(scene.lines));
  const separators = scene.separators.map((y) => make('path', { class: 'separator', d: `M10 ${y}H${width - 10}` }));
  const boxes = make('g', { class: 'boxes' }, ...scene.boxes.map(box));
  svg.append(lines, ...separators, make('g', { class: 'bars' }, ...scene.bars.map(bar)), boxes);
  svg.append(make('g', { class: 'texts', 'aria-hidden': 'true' }, ...scene.texts.map(text)));
  return svg;
}

export function drawLines(lines: readonly SceneLine[]): SVGElement[] {
  return lines.map(line);
}

function line({ from, to, path, width, dotted, dashed, ran, quiet, arrow, points }: SceneLine): SVGElement {
  const classes = ['line', dotted && 'dotted', dashed && 'dashed', ran && 'ran', quiet && 'quiet'].filter(Boolean);
  const group = make('g', { class: classes.join(' '), 'data-from': from, 'data-to': to });
  group.append(make('path', { d: path, 'stroke-width': width.toFixed(2), fill: 'none', ...(dotted && dots(width)) }));
  const [before, end] = points.slice(-2);
  if (arrow && before && end) {
    const back = end.x >= before.x ? -5 : 5;
    const { x, y } = end;
    group.append(
      make('path', { class: 'arrow', d: `M${x + back} ${y - 3}L${x} ${y}L${x + back} ${y + 3}`, fill: 'none' }),
    );
  }
  return group;
}

/** Round dots as wide as the line would be. */
function dots(width: number): Attributes {
  return { 'stroke-linecap': 'round', 'stroke-dasharray': `0.1 ${(width + 2.6).toFixed(1)}` };
}

function box(one: SceneBox): SVGElement {
  const { id, x, y, width, label, count, tab, note, kind, heat, share, title } = one;
  const top = y - BOX_HEIGHT / 2;
  const flags = { root: one.root, dashed: one.dashed, failed: one.failed, open: one.open };
  const set = Object.entries(flags).flatMap(([name, on]) => (on ? [name] : []));
  const classes = ['box', kind, ...set, ...(heat === undefined ? [] : [`heat${heat}`])];
  const group = make('g', {
    ...{ class: classes.join(' '), 'data-id': id, role: 'treeitem', tabindex: -1 },
    'aria-label': [label, count, tab?.title].filter((part) => part !== undefined).join(', '),
    ...(one.opens && { 'aria-expanded': String(one.open ?? false) }),
  });
  group.append(make('title', {}, title));
  group.append(make('rect', { class: 'body', x, y: top, width, height: BOX_HEIGHT, rx: 3 }));
  if (share !== undefined && share > 0)
    group.append(
      make('rect', {
        class: 'fill',
        x: x + 1,
        y: top + 1,
        width: Math.max(2, (width - 2) * share),
        height: BOX_HEIGHT - 2,
        rx: 2,
      }),
    );
  const middle = y + TEXT * 0.35;
  group.append(make('text', { class: 'name', x: x + 8, y: middle }, label));
  if (count !== undefined)
    group.append(make('text', { class: 'count', x: x + width - 7, y: middle, 'text-anchor': 'end' }, count));
  if (tab) {
    const tabbed = make('g', { class: 'tab', 'data-open': id });
    tabbed.append(make('title', {}, tab.title));
    tabbed.append(make('rect', { x: x + width, y: top, width: tab.width, height: BOX_HEIGHT, rx: 3 }));
    tabbed.append(
      make('text', { x: x + width + tab.width / 2, y: y + SMALL_TEXT * 0.36, 'text-anchor': 'middle' }, tab.text),
    );
    group.append(tabbed);
  }
  if (note !== undefined)
    group.append(make('text', { class: 'note', x: rightOf(one) + 7, y: y + SMALL_TEXT * 0.36 }, note));
  return group;
}

function text({ x, y, text: words, boxed, width }: SceneText): SVGElement {
  const group = make('g', {});
  if (boxed) group.append(make('rect', { class: 'behind', x: x - 3, y: y - 8, width: width + 6, height: 16 }));
  group.append(make('text', { class: 'note', x, y: boxed ? y + SMALL_TEXT * 0.36 : y }, words));
  return group;
}

function bar({ x, y, width, ran }: SceneBar): SVGElement {
  const group = make('g', {}, make('rect', { class: 'bar', x, y: y - 6, width, height: 12 }));
  if (ran > 0) group.append(make('rect', { class: 'bar ran', x, y: y - 6, width: ran, height: 12 }));
  return group;
}
