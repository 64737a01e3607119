import cytoscape from 'cytoscape';
import { expect, test } from 'vitest';
import { svgOf } from './svg.js';

const size = { width: 60, height: 24 };

test('a picture as vectors: any name, the root in bold, the title of a box above its functions', () => {
  const cy = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [
      { selector: 'node', style: { ...size, label: 'data(label)', 'font-size': 12 } },
      { selector: '.root', style: { 'font-weight': 'bold' } },
      { selector: ':parent', style: { padding: '15px', 'font-size': 11 } },
    ],
    elements: [
      { data: { id: 'box', label: 'we"ird & <b>.cc' } },
      { data: { id: 'f', parent: 'box', label: 'größe::operator<"' }, classes: 'root', position: { x: 0, y: 0 } },
    ],
  });
  const svg = svgOf(cy, { background: '#fff', fontFamily: 'sans-serif' });
  expect(svg).toMatch(/<text [^>]*font-weight="bold">größe::operator&lt;&quot;<\/text>/);
  const [, title] =
    /<text x="[^"]*" y="([^"]*)"[^>]*font-size="11px">we&quot;ird &amp; &lt;b&gt;\.cc<\/text>/.exec(svg) ?? [];
  const [, top] = /<rect x="[^"]*" y="([^"]*)"[^>]*\/>\s*<text [^>]*font-weight/.exec(svg) ?? [];
  expect(Number(title) + 11 / 2).toBeLessThanOrEqual(Number(top));
  cy.destroy();
});
