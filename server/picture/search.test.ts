import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { ownershipOf } from '../call-graph/ownership.js';
import { partsOf } from '../parts/parts.js';
import { NO_RUN } from '../run/overlay.js';
import { manifest } from '../testing/manifests.js';
import { searchFunctions } from './search.js';

function programOf(names: { name: string; display?: string; file?: string }[]) {
  const graph = linkCallGraph([manifest('main.cc', names, { directory: '/project' })]);
  const owners = ownershipOf(graph);
  const program = { path: '/project/main', builtAt: 1 };
  return { program, graph, owners, parts: partsOf(graph, owners), overlay: NO_RUN, run: undefined };
}

const input = programOf([
  { name: 'main' },
  { name: 'parse_all' },
  { name: 'reparse' },
  { name: 'parse' },
  { name: 'take_parse' },
  { name: '_ZSt5parsev', display: 'std::parse()', file: '/usr/include/c++/12/bits/parse.h' },
  { name: 'other', file: '/project/parse.cc' },
]);

const labels = (text: string): string[] => searchFunctions(input, text).hits.map(({ label }) => label);

test('the name itself comes first, then names that begin so, then those that have it, then paths', () => {
  expect(labels('Parse')).toEqual(['parse', 'std::parse', 'parse_all', 'take_parse', 'reparse', 'other']);
  expect(searchFunctions(input, 'parse').hits.map(({ library }) => library)).toEqual([
    undefined,
    'libstdc++',
    ...[undefined, undefined, undefined, undefined],
  ]);
});

test('every word has to be there, in name, signature or path', () => {
  expect(labels('parse take')).toEqual(['take_parse']);
  expect(labels('parse nowhere')).toEqual([]);
  expect(labels('  ')).toEqual([]);
});

test('a hit says where it is and what became of it', () => {
  expect(searchFunctions(input, 'other').hits).toMatchObject([{ id: 'other', part: 'parse.cc', state: 'stub' }]);
});

test('of many the best are sent, and all are counted', () => {
  const many = programOf(Array.from({ length: 200 }, (_, at) => ({ name: `step${String(at)}` })));
  const { found, hits } = searchFunctions(many, 'step');
  expect(found).toBe(200);
  expect(hits).toHaveLength(50);
});
