import { expect, test } from 'vitest';
import { drawMarks, markupOf, marksOf, marksWidth } from './marks.js';
import type { Theme } from './theme.js';

const shared = (...labels: string[]) => labels.map((label) => ({ id: `id:${label}`, label }));
const textWidth = (text: string): number => text.length * 6;
const theme: Theme = {
  ...{ background: [255, 255, 255], foreground: [0, 0, 0], muted: [9, 9, 9], accent: [0, 0, 255] },
  ...{ second: [1, 1, 1], failed: [2, 2, 2], focus: [3, 3, 3], fontFamily: '"Segoe UI", sans-serif' },
  ...{ highContrast: false, reducedMotion: false },
};

test('two of what everything calls are chips, the others a number; callees that are not drawn are a badge', () => {
  expect(marksOf({})).toEqual([]);
  expect(marksOf({ shared: shared('log', 'free', 'die', 'malloc'), more: 1200 })).toEqual([
    { text: 'log', hub: 'id:log' },
    { text: 'free', hub: 'id:free' },
    { text: 'and 2' },
    { text: '+1,200', badge: true },
  ]);
  const [long] = marksOf({ shared: shared('n'.repeat(600)) });
  expect(long?.text).toBe(`${'n'.repeat(13)}…${'n'.repeat(8)}`);
});

test('chips stand beside each other within their width, as an image of their own', () => {
  const marks = marksOf({ shared: shared('operator<', 'b'), more: 3 });
  const drawn = drawMarks(marks, theme, textWidth);
  expect(drawn?.width).toBe(marksWidth(marks, textWidth));
  const places = drawn?.places ?? [];
  for (const [at, { from, to }] of places.entries()) {
    expect(from).toBeGreaterThanOrEqual(places[at - 1]?.to ?? 0);
    expect(to).toBeLessThanOrEqual(drawn?.width ?? 0);
  }
  const markup = markupOf(drawn?.image ?? '');
  expect(markup).toContain('>operator&lt;</text>');
  expect(markup).toContain('font-family="&quot;Segoe UI&quot;, sans-serif"');
  expect(drawMarks([], theme, textWidth)).toBeUndefined();
});
