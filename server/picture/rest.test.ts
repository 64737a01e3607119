import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { slice, type SliceQuery } from './slice.js';

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** `main` calls 300 functions of its own module and one of each of 150 others; `hub`, which all 300 call, stands in a box of its own. */
const graph = linkCallGraph([
  manifest('main.c', [
    { name: 'main', calls: [...names('near', 300), ...names('far', 150)] },
    ...names('near', 300).map((name) => ({ name, calls: ['hub'] })),
    { name: 'hub' },
  ]),
  ...names('far', 150).map((name, at) =>
    manifest(`far${at}.c`, [{ name, calls: [`deep${at}`] }, { name: `deep${at}` }]),
  ),
]);

/** Otherwise the most of what `main` calls would be one box. */
const open = { 'group:fan:out:main': false };
const picture = (more: Partial<SliceQuery> = {}) =>
  slice(graph, {
    ...{ root: graph.main, view: 'regular', depthOut: 2, depthIn: 2, externals: false, group: 'module', limit: 1500 },
    ...more,
    folds: { ...open, ...more.folds },
  });
const elements = ({ nodes, groups }: ReturnType<typeof picture>): number =>
  nodes.length + groups.filter(({ folded }) => folded).length;
const rests = ({ groups }: ReturnType<typeof picture>) => groups.filter(({ kind }) => kind === 'rest');

test('what would be too much at once is left in one group for each box', () => {
  const shown = picture();
  expect(elements(shown)).toBe(103);
  expect(rests(shown)).toEqual([
    expect.objectContaining({ id: 'group:rest:', label: '… 300 more' }),
    expect.objectContaining({ parent: 'group:module:/src/main.c', label: '… 201 more', folded: true }),
  ]);
  expect(shown.functions).toBe(602);
  expect(shown.folded).toBe(502);
  expect(shown.edges.some(({ to }) => to === 'group:rest:')).toBe(true);
});

test('a rest that the person unfolds is drawn', () => {
  const [, own] = rests(picture());
  const shown = picture({ folds: { [own?.id ?? '']: false } });
  expect(shown.nodes).toHaveLength(301);
  expect(rests(shown).map(({ id }) => id)).toEqual(['group:rest:']);
});

test('what the person asked for is never left out', () => {
  const near299 = graph.find('near299') ?? -1;
  expect(picture({ pinned: [near299] }).nodes.map(({ id }) => id)).toContain('near299');
  const expanded = picture({ expanded: [{ index: graph.main ?? -1, direction: 'out' }] });
  expect(expanded.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(names('near', 300)));
});

test('a box that the person opened has room of its own', () => {
  const far = picture({ folds: { 'group:module:/src/far149.c': false } });
  expect(far.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['far149', 'deep149']));
});

test('the whole program: its largest modules', () => {
  const shown = picture({ root: undefined });
  expect(elements(shown)).toBe(101);
  expect(shown.groups[0]).toMatchObject({ id: 'group:module:/src/main.c', functions: 302 });
});

test('without groups everything is drawn', () => {
  expect(picture({ group: 'none' }).nodes).toHaveLength(602);
});
