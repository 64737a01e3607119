// The ratios as a small picture: one bar a case and way, on a logarithmic scale around the regular program.
import { columns } from './table.mjs';

const COLORS = { cold: '#8a6fd1', warm: '#2f9e6b', daemonCold: '#c98a2b', daemonWarm: '#3b82c4', lli: '#9a9a9a' };
const LEFT = 620;
const RIGHT = 300;
const BAR = 14;
const MOST = 100;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
/** From a hundredth of the regular program's to a hundred times that. */
const x = (ratio) => LEFT + (RIGHT / 2) * (1 + Math.log(Math.min(MOST, Math.max(1 / MOST, ratio))) / Math.log(MOST));

export function chart(results) {
  const parts = [];
  let y = 34;
  for (const { title, figures } of results) {
    const ways = Object.keys(COLORS).filter((way) => figures[way]);
    parts.push(`<text x="${LEFT - 8}" y="${y + 11}" text-anchor="end">${escape(title)}</text>`);
    for (const way of ways) {
      const ratio = figures[way].median / figures.regular.median;
      const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))];
      parts.push(
        `<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${BAR - 3}" fill="${COLORS[way]}"/>`,
        `<text x="${LEFT + RIGHT + 8}" y="${y + 11}">${ratio.toFixed(2)} ${columns[way]}</text>`,
      );
      y += BAR;
    }
    y += 8;
  }
  const marks = [0.01, 0.1, 1, 10, 100].map(
    (ratio) =>
      `<line x1="${x(ratio)}" x2="${x(ratio)}" y1="24" y2="${y}" stroke="#888" stroke-opacity="${ratio === 1 ? 1 : 0.35}"/><text x="${x(ratio)}" y="18" text-anchor="middle">${ratio === 1 ? 'regular' : `×${ratio}`}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + RIGHT + 170}" height="${y + 10}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>${marks.join('')}${parts.join('')}</svg>\n`;
}
