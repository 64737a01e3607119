import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import type { Program } from '../program/program.js';
import { manifest } from '../testing/manifests.js';
import { placedNow } from './placed-now.js';

const SOURCE = `#include <cstdio>
struct V {
  int x;
  V operator+(const V &o) const { return {x + o.x}; }
  explicit operator int() const { return x; }
  int operator()(int k) const { return x * k; }
};
template <int N> int meta() { return N + meta<N - 1>(); }
template <> int meta<0>() { return 1; }
#define GEN(name) static int name(int x) { return x + 1; }
GEN(made)
static int plain(int x) { return x; }
static int twice(int x) { return plain(x) + plain(x); }
int main() {
  auto lam = [](int y) { return plain(y); };
  return lam(1);
}`.split('\n');

const FUNCTIONS = [
  ['V::operator+(V const&) const', 4],
  ['V::operator int() const', 5],
  ['V::operator()(int) const', 6],
  ['int meta<3>()', 8],
  ['int meta<0>()', 9],
  ['made(int)', 11],
  ['plain(int)', 12],
  ['twice(int)', 13],
  ['main', 14],
  ['main::$_0::operator()(int) const', 15],
] as const;

const graph = linkCallGraph([
  manifest(
    'd.cpp',
    FUNCTIONS.map(([display, line], index) => ({
      name: display === 'main' ? 'main' : `f${String(index)}`,
      display,
      line,
    })),
  ),
]);
const program = { path: '/src/d', graph } as Program;
const placed = graph.functions.map((fn) => ({ program, fn, line: fn.line ?? 1 }));

/** The text of each function's line now, by its name. */
function linesNow(lines: readonly string[], built: readonly string[] | undefined = SOURCE): Record<string, string> {
  return Object.fromEntries(
    placedNow(placed, built, lines).map(({ fn, line }) => [fn.signature, lines[line - 1]?.trim() ?? '']),
  );
}
const asBuilt = Object.fromEntries(FUNCTIONS.map(([name, line]) => [name, SOURCE[line - 1]?.trim() ?? '']));

test('lines that are put in above move every kind of function along', () => {
  expect(linesNow(['// 1', '// 2', '// 3', ...SOURCE])).toEqual(asBuilt);
});

test('lines that come and go in between', () => {
  const edited = [
    ...SOURCE.slice(0, 2),
    '  V() = default;',
    ...SOURCE.slice(2, 9),
    '',
    '// made',
    ...SOURCE.slice(9, 11),
  ];
  expect(linesNow([...edited, ...SOURCE.slice(12)])).toEqual(
    // `plain` was taken away.
    Object.fromEntries(Object.entries(asBuilt).filter(([name]) => name !== 'plain(int)')),
  );
});

test('a definition whose line was edited is found by its name near where it was', () => {
  const edited = SOURCE.map((line) =>
    line
      .replace('static int plain(int x) {', 'static long plain(long x) {')
      .replace('V operator+(const V &o)', 'V operator+(V o)'),
  );
  const now = linesNow(['//', ...edited]);
  expect(now['plain(int)']).toBe('static long plain(long x) { return x; }');
  expect(now['V::operator+(V const&) const']).toBe('V operator+(V o) const { return {x + o.x}; }');
  expect(now['main']).toBe('int main() {');
});

test('where the text that was built is not known, names decide, and what has none stays', () => {
  const now = placedNow(placed, undefined, ['//', ...SOURCE]);
  const lineOf = (name: string) => now.find(({ fn }) => fn.signature === name)?.line;
  expect(['main', 'twice(int)', 'V::operator+(V const&) const'].map(lineOf)).toEqual([15, 14, 5]);
  expect(lineOf('main::$_0::operator()(int) const')).toBe(15);
});

test('the same list while nothing changes', () => {
  const lines = ['', ...SOURCE];
  expect(placedNow(placed, SOURCE, lines)).toBe(placedNow(placed, SOURCE, lines));
  expect(placedNow(placed, SOURCE, [])).toEqual(placed);
});
