import type { RunSummary } from '../run-summary.js';
import { formatCount, plural } from '../text.js';
import type { Metric, RunTree } from '../views.js';
import { type Drawing, edgeRole, FONT, partRole, type Measure, type Shape, SMALL_FONT } from './drawing.js';
import { callersOf, countsOf, HUES, type Hues, huesOf } from './frames.js';
import { type Icicle, layOutIcicle } from './icicle.js';
import { drawRun } from './run-drawing.js';

const MARGIN = 8;
const HEAD = 28;
const FOOT = 50;

interface PictureOptions {
  metric: Metric;
  root?: number | undefined;
  width: number;
  height: number;
  measure: Measure;
}

/** The run tree with what stands around it: whose it is, the legend, and what the picture has of the whole. */
export function runPicture(tree: RunTree, options: PictureOptions): Drawing {
  const { metric, root, measure } = options;
  const height = Math.max(50, options.height - HEAD - FOOT);
  const icicle = layOutIcicle(tree, { metric, root, height, measure });
  const width = Math.max(options.width, Math.ceil(icicle.width) + 2 * MARGIN);
  const hues = huesByInk(tree, icicle);
  const inner = drawRun({ tree, icicle, hues, metric, measure, width: width - 2 * MARGIN, height });
  const title = callersOf(tree, root ?? -1)
    .map((at) => tree.label[at] ?? '')
    .join(' › ');
  const text = (x: number, y: number, words: string, more: Partial<Shape> = {}): Shape =>
    ({ kind: 'text', x, y, text: words, size: FONT, fill: 'text', ...more }) as Shape;
  const foot = HEAD + height;
  return {
    width,
    height: options.height,
    shapes: [
      text(MARGIN, HEAD / 2, title === '' ? 'All threads' : title, { bold: true }),
      ...inner.shapes.map((shape) => moved(shape, MARGIN, HEAD)),
      ...legendShapes(tree, hues, measure, foot + 14),
      text(MARGIN, foot + 36, runText(tree, icicle), { fill: 'quiet' }),
    ],
  };
}

function legendShapes(tree: RunTree, hues: Hues, measure: Measure, y: number): Shape[] {
  let x = MARGIN;
  return legendOf(tree, hues).flatMap(({ label, count, hue }) => {
    const number = formatCount(count);
    const shapes: Shape[] = [
      { kind: 'rect', x, y: y - 6, w: 11, h: 11, fill: partRole(hue), stroke: edgeRole(hue) },
      { kind: 'text', x: x + 16, y, text: label, size: FONT, fill: 'text' },
      { kind: 'text', x: x + 20 + measure(label, FONT), y, text: number, size: SMALL_FONT, fill: 'quiet' },
    ];
    x += 36 + measure(label, FONT) + measure(number, SMALL_FONT);
    return shapes;
  });
}

export function legendOf(tree: RunTree, hues: Hues): { label: string; count: number; hue: number }[] {
  const counts = countsOf(tree, hues);
  const entries = hues.labels.map((label, hue) => ({ label, count: counts[hue] ?? 0, hue }));
  const others = counts[HUES] ?? 0;
  return others === 0 ? entries : [...entries, { label: 'other parts', count: others, hue: HUES }];
}

export function huesByInk(tree: RunTree, { frames }: Icicle): Hues {
  return huesOf(
    tree,
    frames.map(({ nodes, w, h }) => ({ nodes, ink: w * h })),
  );
}

/** What the picture has of the run: every function that ran is drawn or counted. `right`: where the pane ends. */
export function runText(tree: RunTree, icicle: Icicle, right = Infinity): string {
  const all = tree.count.reduce((sum, count) => sum + count, 0);
  const further = icicle.frames
    .filter(({ x }) => x + 8 > right)
    .reduce((sum, { nodes }) => sum + nodes.reduce((total, node) => total + (tree.count[node] ?? 0), 0), 0);
  const inside = icicle.functions - icicle.drawn;
  return [
    icicle.functions === all
      ? `${plural(all, 'function')} ran`
      : `${formatCount(icicle.functions)} of ${formatCount(all)} functions that ran`,
    ...(tree.inlined > 0 ? [`${formatCount(tree.inlined)} more inlined into them`] : []),
    ...(inside > 0 ? [`${formatCount(inside)} in +n frames`] : []),
    ...(further > 0 ? [`${formatCount(further)} further right`] : []),
  ].join(' · ');
}

/** Which run a picture shows, and how it ended. */
export function runName(run: RunSummary | undefined): string {
  if (!run) return 'never ran';
  const end = run.status === 'exited' ? `exit ${run.exitCode ?? 'unknown'}` : run.status;
  const name = run.name.length > 44 ? `${run.name.slice(0, 43).trimEnd()}…` : run.name;
  return `run: ${name} · ${end}`;
}

export function moved(shape: Shape, dx: number, dy: number): Shape {
  if (shape.kind !== 'arrow') return { ...shape, x: shape.x + dx, y: shape.y + dy };
  const [a, b, c, d, e, f] = shape.points;
  return { ...shape, points: [a + dx, b + dy, c + dx, d + dy, e + dx, f + dy] };
}
