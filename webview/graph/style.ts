import type { NodeSingular, StylesheetJson } from 'cytoscape';
import type { GraphNode, GraphView, Touched } from '../../protocol/graph.js';
import { BOX_RIM } from '../layout/box-gaps.js';
import { css, mix, textOn, type Rgb, type Theme } from './theme.js';

export const FONT_SIZE = 12;
export const NODE_HEIGHT = 24;

/** 0 for a function that was materialized at once, 1 for a slow one (20 ms and more). */
function heat(ms: number): number {
  const [fast, slow] = [0.05, 20];
  return Math.min(1, Math.max(0, Math.log(Math.max(ms, fast) / fast) / Math.log(slow / fast)));
}

/** Colours that depend on the function itself: its fill, shaded by time in the engine, and the text that reads on it. */
export function colorsOf(node: GraphNode, view: GraphView, theme: Theme): { fill: string; text: string } {
  let fill: Rgb = theme.background;
  if (view === 'regular') fill = mix(theme.background, theme.foreground, node.kind === 'function' ? 0.14 : 0);
  else if (view === 'difference' && node.touched) fill = touchedFill(node.touched, theme);
  else if (node.state === 'materialized') fill = mix(theme.background, theme.accent, 0.25 + 0.45 * heat(node.ms ?? 0));
  else if (node.state === 'inlined') fill = mix(theme.background, theme.accent, 0.1);
  else if (node.state === 'eager') fill = mix(theme.background, theme.foreground, 0.3);
  return { fill: css(fill), text: css(textOn(fill, theme)) };
}

/** Blue and orange stay apart for colour-blind people; the label's mark says it without colour. */
function touchedFill(touched: Touched, theme: Theme): Rgb {
  if (touched === 'never') return theme.background;
  if (touched === 'both') return mix(theme.background, theme.foreground, 0.18);
  return mix(theme.background, touched === 'a' ? theme.accent : theme.second, 0.5);
}

/** UI rules: a state reads by shape and line without colour; an edge's certainty falls with its ink. */
export function stylesheet(theme: Theme): StylesheetJson {
  return [...nodeStyles(theme), ...edgeStyles(theme), ...focusStyles(theme)] as StylesheetJson;
}

function nodeStyles(theme: Theme): unknown[] {
  const line = theme.highContrast ? css(theme.foreground) : css(mix(theme.foreground, theme.background, 0.25));
  const hatch = hatching(mix(theme.background, theme.accent, theme.highContrast ? 0.6 : 0.35));
  return [
    {
      selector: 'node',
      style: {
        label: 'data(label)',
        width: 'data(width)',
        height: NODE_HEIGHT,
        shape: 'round-rectangle',
        'font-family': theme.fontFamily,
        'font-size': FONT_SIZE,
        'text-valign': 'center',
        'text-halign': 'center',
        'min-zoomed-font-size': 5,
        color: 'data(text)',
        'background-color': 'data(fill)',
        'border-width': 1.2,
        'border-color': line,
        'overlay-opacity': 0,
      },
    },
    { selector: 'node.state-stub', style: { 'border-style': 'dashed', 'border-dash-pattern': [4, 3] } },
    { selector: 'node.state-materializing', style: { 'border-width': 2, 'border-color': css(theme.accent) } },
    {
      selector: 'node.state-materialized',
      style: { 'border-color': css(mix(theme.accent, theme.foreground, 0.25)) },
    },
    {
      selector: 'node.state-inlined',
      style: {
        'border-color': css(mix(theme.accent, theme.foreground, 0.25)),
        'background-image': hatch,
        'background-repeat': 'repeat',
        'background-width': HATCH,
        'background-height': HATCH,
      },
    },
    {
      selector: 'node[marks]',
      style: { 'background-image': 'data(marks)', ...MARKS, 'text-margin-x': 'data(labelShift)' },
    },
    {
      selector: 'node.state-inlined[marks]',
      style: {
        'background-image': (node: NodeSingular) => [hatch, node.data('marks') as string],
        'background-repeat': ['repeat', 'no-repeat'],
        'background-width': (node: NodeSingular) => [HATCH, Number(node.data('marksWidth'))],
        'background-height': [HATCH, NODE_HEIGHT],
        'background-position-x': ['0%', '100%'],
      },
    },
    { selector: 'node.touched-never', style: { 'border-style': 'dashed', 'border-dash-pattern': [4, 3] } },
    { selector: 'node.state-eager', style: { shape: 'rectangle', 'border-width': 0.8 } },
    { selector: 'node.state-failed', style: { 'border-width': 2.5, 'border-color': css(theme.failed) } },
    {
      selector: 'node.external',
      style: {
        'border-width': 0,
        'font-size': FONT_SIZE - 1,
        height: 16,
        color: css(theme.muted),
        'background-opacity': 0,
      },
    },
    {
      selector: 'node.runtime',
      style: {
        shape: 'barrel',
        'border-width': 1,
        'border-color': css(theme.muted),
        color: css(theme.muted),
        'font-style': 'italic',
      },
    },
    { selector: 'node.root', style: { 'font-weight': 'bold', 'border-width': 2 } },
    {
      selector: 'node.box',
      style: {
        shape: 'round-rectangle',
        'background-color': css(mix(theme.background, theme.foreground, 0.05)),
        'background-opacity': 1,
        'border-width': 1,
        'border-style': 'solid',
        'border-color': css(mix(theme.background, theme.foreground, 0.15)),
        'text-valign': 'top',
        'text-halign': 'center',
        // Inside of the box: above it, the title would run into the next box.
        'text-margin-y': 13,
        'min-zoomed-font-size': 0,
        'font-size': FONT_SIZE - 1,
        color: css(theme.muted),
        // The borders are the rest of what the layout leaves around it.
        padding: `${BOX_RIM - 2}px`,
      },
    },
    {
      selector: 'node.folded',
      style: {
        'border-style': 'double',
        'border-width': 3,
        'border-color': css(theme.muted),
        'background-color': css(mix(theme.background, theme.foreground, 0.05)),
      },
    },
  ];
}

/** Chips and badge, at the right end of a box. */
const MARKS = {
  'background-width': 'data(marksWidth)',
  'background-height': NODE_HEIGHT,
  'background-repeat': 'no-repeat',
  'background-position-x': '100%',
};

/** Side of the square that repeats: three lines a node's height. */
const HATCH = 8;

/** Lines for what has code only inside of others: neither hollow nor filled. */
function hatching(color: Rgb): string {
  const lines = `M-1 ${HATCH + 1}L${HATCH + 1} -1M-1 1L1 -1M${HATCH - 1} ${HATCH + 1}L${HATCH + 1} ${HATCH - 1}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${HATCH}" height="${HATCH}"><path d="${lines}" stroke="${css(color)}" stroke-width="1.2"/></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

function edgeStyles(theme: Theme): unknown[] {
  const line = css(mix(theme.background, theme.foreground, theme.highContrast ? 1 : 0.42));
  return [
    {
      selector: 'edge',
      style: {
        width: 1.1,
        'curve-style': 'bezier',
        'line-color': line,
        'target-arrow-color': line,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.75,
        'overlay-opacity': 0,
      },
    },
    {
      selector: 'edge.curved',
      style: {
        'curve-style': 'unbundled-bezier',
        'control-point-weights': 'data(weights)',
        'control-point-distances': 'data(distances)',
        'edge-distances': 'node-position',
      },
    },
    { selector: 'edge.virtual', style: { 'line-style': 'dashed' } },
    { selector: 'edge.candidate', style: { 'line-style': 'dotted' } },
    {
      selector: 'edge.via',
      style: {
        'line-style': 'dashed',
        'line-dash-pattern': [2, 4],
        label: 'data(via)',
        'font-family': theme.fontFamily,
        'font-size': FONT_SIZE - 1,
        'min-zoomed-font-size': 5,
        color: css(theme.muted),
        'text-background-color': css(theme.background),
        'text-background-opacity': 1,
        'text-background-padding': '1px',
      },
    },
    {
      selector: 'edge.passes',
      style: { 'line-style': 'dotted', 'target-arrow-shape': 'circle', 'target-arrow-fill': 'hollow' },
    },
    {
      selector: 'edge.runtime',
      style: { width: 0.8, 'line-color': css(mix(theme.background, theme.foreground, 0.25)), 'arrow-scale': 0.6 },
    },
    { selector: 'edge.quiet', style: { display: 'none' } },
    { selector: 'edge.asked', style: { display: 'element', width: 1.2, 'line-color': line } },
    {
      selector: 'edge.observed',
      style: {
        width: 2.6,
        'line-color': css(mix(theme.background, theme.accent, 0.8)),
        'target-arrow-color': css(mix(theme.background, theme.accent, 0.8)),
        'arrow-scale': 0.8,
      },
    },
    { selector: 'edge.touched-a', style: colored(theme.accent) },
    { selector: 'edge.touched-b', style: { ...colored(theme.second), 'line-style': 'dashed' } },
    { selector: 'edge.touched-both', style: colored(mix(theme.background, theme.foreground, 0.6)) },
    { selector: 'edge.later', style: { width: 1.1, 'line-color': line, 'target-arrow-color': line } },
  ];
}

function colored(color: Rgb): Record<string, string> {
  return { 'line-color': css(color), 'target-arrow-color': css(color) };
}

function focusStyles(theme: Theme): unknown[] {
  return [
    {
      selector: 'node.pinned',
      style: { 'underlay-color': css(theme.focus), 'underlay-opacity': 0.35, 'underlay-padding': 3 },
    },
    // Where the program stands, and the way there.
    {
      selector: 'node.lit',
      style: { 'underlay-color': css(theme.second), 'underlay-opacity': 0.45, 'underlay-padding': 4 },
    },
    { selector: 'node.paused', style: { 'underlay-opacity': 0.9 } },
    { selector: 'node.dim', style: { opacity: 0.25 } },
    { selector: 'edge.dim', style: { opacity: 0.12 } },
    // A box that fades would fade its functions with it.
    { selector: 'node.box.dim', style: { opacity: 1 } },
    {
      selector: 'node.picked',
      style: { 'outline-color': css(theme.focus), 'outline-width': 2, 'outline-offset': 2, 'outline-opacity': 1 },
    },
  ];
}
