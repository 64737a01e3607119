import { expect, test } from 'vitest';
import { layoutInput } from './layout-input.js';
import type { Picture, PictureEdge, PictureNode } from './picture.js';

const node = (id: string): PictureNode => ({
  ...{ id, label: id, kind: 'function', parent: undefined, node: undefined, group: undefined },
});
const edge = (from: string, to: string, kind: PictureEdge['kind']): PictureEdge => ({
  ...{ id: `${from}->${to}`, from, to, kind, observed: false, touched: undefined, sites: 1, library: undefined },
});
const ids = (picture: Picture): string[] => layoutInput([picture], 'n0', () => 10).edges.map(({ id }) => id);

/** `n0` calls each of the others by name but the last; all may call all through pointers. */
function crowd(count: number): Picture {
  const names = Array.from({ length: count }, (_, at) => `n${at}`);
  const guesses = names.flatMap((from) => names.map((to) => edge(from, to, 'candidate')));
  return { nodes: names.map(node), edges: [...guesses, ...names.slice(1, -1).map((to) => edge('n0', to, 'direct'))] };
}

test('a small picture is laid out by all calls', () => {
  expect(ids(crowd(10))).toHaveLength(90);
});

test('of very many guesses those count that alone lead somewhere', () => {
  const laidOut = ids(crowd(40));
  expect(laidOut).toHaveLength(38 + 2);
  expect(laidOut.filter((id) => id.endsWith('->n39'))).toHaveLength(1);
});

test('a call that is certain in one view is no guess in the other', () => {
  const [guessed, certain] = [edge('n0', 'n1', 'candidate'), edge('n0', 'n1', 'direct')];
  const nodes = [node('n0'), node('n1')];
  const both = layoutInput(
    [
      { nodes, edges: [guessed] },
      { nodes, edges: [certain] },
    ],
    'n0',
    () => 10,
  );
  expect(both.edges).toEqual([{ id: 'n0->n1', from: 'n0', to: 'n1' }]);
});

test('a function needs the room of the view that writes most in it', () => {
  const [wide, narrow] = [
    { ...node('n0'), label: 'with chips' },
    { ...node('n0'), label: 'stub' },
  ];
  const pictures = [wide, narrow].map((one): Picture => ({ nodes: [one], edges: [] }));
  for (const order of [pictures, [...pictures].reverse()])
    expect(layoutInput(order, undefined, ({ label }) => label.length).nodes).toMatchObject([{ id: 'n0', width: 10 }]);
});
