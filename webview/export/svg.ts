import type cytoscape from 'cytoscape';
import { escape } from '../../protocol/layout/svg.js';
import { markupOf } from '../graph/marks.js';
import { NODE_HEIGHT } from '../graph/style.js';

/** Colours of the page where an element has none of its own. */
export interface SvgColors {
  background: string;
  fontFamily: string;
}

const MARGIN = 20;
/** Middle of a box's title, under the upper edge: between that and the first function. */
const TITLE = 7.5;

/** Over the fill of what ran only inside of others. */
const HATCHING =
  '<defs><pattern id="hatching" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M-1 9L9 -1M-1 1L1 -1M7 9L9 7" stroke="currentColor"/></pattern></defs>';

/** The drawing as it stands, as vectors: cytoscape itself only writes pixels. */
export function svgOf(cy: cytoscape.Core, { background, fontFamily }: SvgColors): string {
  const box = cy.elements().boundingBox();
  const view = [box.x1 - MARGIN, box.y1 - MARGIN, box.w + 2 * MARGIN, box.h + 2 * MARGIN].map(round).join(' ');
  const boxes = cy.nodes().filter((node) => node.isParent());
  const nodes = cy.nodes().filter((node) => !node.isParent());
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}" font-family="${escape(fontFamily)}" font-size="12">`,
    HATCHING,
    `<rect x="${round(box.x1 - MARGIN)}" y="${round(box.y1 - MARGIN)}" width="100%" height="100%" fill="${background}"/>`,
    ...boxes.map(nodeSvg),
    ...cy
      .edges()
      .filter((edge) => edge.visible())
      .map(edgeSvg),
    ...nodes.map(nodeSvg),
    '</svg>',
  ].join('\n');
}

function nodeSvg(node: cytoscape.NodeSingular): string {
  const { x1, y1, w, h } = node.boundingBox({ includeLabels: false, includeOverlays: false });
  const style = (name: string): string => String(node.style(name));
  const dash = style('border-style') === 'dashed' ? ' stroke-dasharray="4 3"' : '';
  const radius = style('shape') === 'rectangle' ? 0 : 4;
  const marks = node.data('marks') as string | undefined;
  const beside = marks === undefined ? 0 : Number(node.data('marksWidth'));
  const at = { x: x1 + (w - beside) / 2, y: node.isParent() ? y1 + TITLE : y1 + h / 2 };
  const label = String(node.data('label') ?? '');
  return [
    `<g><title>${escape(label)}</title>`,
    `<rect x="${round(x1)}" y="${round(y1)}" width="${round(w)}" height="${round(h)}" rx="${radius}" fill="${style('background-color')}"`,
    ` fill-opacity="${style('background-opacity')}" stroke="${style('border-color')}" stroke-width="${style('border-width')}"${dash}/>`,
    node.hasClass('state-inlined')
      ? `<rect x="${round(x1)}" y="${round(y1)}" width="${round(w)}" height="${round(h)}" rx="${radius}" fill="url(#hatching)" stroke="none" opacity="0.4" color="${style('border-color')}"/>`
      : '',
    `<text x="${round(at.x)}" y="${round(at.y)}" text-anchor="middle" dominant-baseline="central" fill="${style('color')}"${fontOf(style)}>${escape(label)}</text>`,
    marks === undefined
      ? ''
      : `<g transform="translate(${round(x1 + w - beside)} ${round(y1 + (h - NODE_HEIGHT) / 2)})">${markupOf(marks)}</g>`,
    '</g>',
  ].join('');
}

function fontOf(style: (name: string) => string): string {
  const [size, weight, slant] = [style('font-size'), style('font-weight'), style('font-style')];
  return [
    size === '12px' ? '' : ` font-size="${size}"`,
    weight === 'normal' ? '' : ` font-weight="${weight}"`,
    slant === 'normal' ? '' : ` font-style="${slant}"`,
  ].join('');
}

function edgeSvg(edge: cytoscape.EdgeSingular): string {
  const style = (name: string): string => String(edge.style(name));
  const [from, to] = [edge.sourceEndpoint(), edge.targetEndpoint()];
  const bends = edge.controlPoints() ?? [];
  const points = [...bends, to];
  let path = `M${round(from.x)} ${round(from.y)}`;
  points.forEach((point, index) => {
    const next = points[index + 1];
    // Between two bends the curve passes their middle, as on the screen.
    if (next === undefined) path += index === 0 ? ` L${round(to.x)} ${round(to.y)}` : '';
    else {
      const last = index + 2 === points.length;
      const end = last ? to : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
      path += ` Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`;
    }
  });
  const dashes: Record<string, string> = { dashed: ' stroke-dasharray="6 4"', dotted: ' stroke-dasharray="1.5 3"' };
  const color = style('line-color');
  const toward = bends.at(-1) ?? from;
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${style('width')}"${dashes[style('line-style')] ?? ''}/>${arrow(toward, to, color)}`;
}

function arrow(from: { x: number; y: number }, to: { x: number; y: number }, color: string): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [x, y] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const corner = (side: number): string =>
    `${round(to.x - 6 * x - 3 * side * y)} ${round(to.y - 6 * y + 3 * side * x)}`;
  return `<path d="M${round(to.x)} ${round(to.y)} L${corner(1)} L${corner(-1)} Z" fill="${color}"/>`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
