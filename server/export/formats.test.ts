import { expect, test } from 'vitest';
import type { GraphQuery, GraphSlice } from '../../protocol/graph.js';
import { linkCallGraph } from '../call-graph/link.js';
import { sliceProgram } from '../picture/slice-program.js';
import { NO_RUN } from '../run/overlay.js';
import { manifest } from '../testing/manifests.js';
import { WRITERS } from './formats.js';

const graph = linkCallGraph([
  manifest('a.cc', [
    { name: 'main', calls: ['op', 'other', 'other'] },
    { name: 'op', display: 'T<int, 2>::operator"" _s()' },
  ]),
  manifest('b.cc', [{ name: 'other' }, { name: 'alone' }]),
]);
const PROGRAM = { name: 'a', path: '/src/a', staleSources: [], modulesMissing: 0, file: { builtAt: 1 } };
const QUERY: GraphQuery = {
  program: '/src/a',
  view: 'regular',
  whole: true,
  depthOut: 1,
  depthIn: 0,
  externals: false,
  group: 'module',
  limit: 100,
};
const folds = { 'group:module:/src/b.cc': true };
const picture = sliceProgram({ ...PROGRAM, graph }, { ...QUERY, folds }, { overlay: NO_RUN, id: undefined });

test('CSV has a row per call with places and states, and quotes what needs it', () => {
  const rows = WRITERS.csv(picture).split('\n');
  expect(rows[0]).toMatch(/^caller,caller_file,/);
  expect(rows[1]).toBe('main,/src/a.cc,1,stub,"T<int, 2>::operator"""" _s()",/src/a.cc,11,stub,direct,1');
  expect(rows[2]).toBe('main,/src/a.cc,1,stub,/src/b.cc,,,,direct,2');
});

test('two modules of one name are told apart', () => {
  const folder = (name: string) => ({ directory: `/src/${name}` });
  const two = linkCallGraph([
    manifest('main.c', [{ name: 'main', calls: ['usage', 'read'] }, { name: 'usage' }], folder('app')),
    manifest('main.c', [{ name: 'read' }, { name: 'write' }], folder('lib')),
    manifest('other.c', [{ name: 'alone' }], folder('lib')),
  ]);
  const drawn = (query: Partial<GraphQuery>) =>
    sliceProgram({ ...PROGRAM, graph: two }, { ...QUERY, folds: {}, ...query }, { overlay: NO_RUN, id: undefined });
  const open = drawn({});
  expect(open.groups.map(({ label }) => label)).toEqual(['app/main.c', 'lib/main.c', 'other.c']);
  expect(WRITERS.dot(open).match(/subgraph cluster_\d+ \{\n.*|(?<=^ {4})"\w+" \[/gm)).toEqual([
    ...['subgraph cluster_0 {\n    label="app/main.c";', '"main" [', '"usage" ['],
    ...['subgraph cluster_1 {\n    label="lib/main.c";', '"read" [', '"write" ['],
    ...['subgraph cluster_2 {\n    label="other.c";', '"alone" ['],
  ]);
  expect(WRITERS.text(open)).toContain('read (lib/main.c:1)');
  expect(WRITERS.text(open)).toContain('alone (other.c:1)');

  // The page draws folders around the two, and neither of these formats does.
  const folds = { 'group:module:/src/app/main.c': true, 'group:module:/src/lib/main.c': true };
  const folded = drawn({ group: 'folder', folds });
  for (const format of ['dot', 'mermaid'] as const)
    expect(WRITERS[format](folded).match(/\w+\/main\.c \(2\)/g)).toEqual(['app/main.c (2)', 'lib/main.c (2)']);
});

test('a function without debug information has its module in the table', () => {
  const nodes = picture.nodes.map((node) => ({ ...node, file: undefined, line: undefined }));
  expect(WRITERS.csv({ ...picture, nodes }).split('\n')[1]).toMatch(/^main,a\.cc,,stub,/);
});

test('a name that a spreadsheet would run as a formula is text', () => {
  const [node] = picture.nodes;
  const evil = { ...picture, nodes: node ? [{ ...node, signature: '=HYPERLINK(1)' }] : [], edges: [] };
  expect(WRITERS.csv(evil).split('\n')[1]).toMatch(/^'=HYPERLINK/);
});

test('every format names a folded group where calls lead to it', () => {
  expect(WRITERS.dot(picture)).toContain('"group:module:/src/b.cc" [label="b.cc (2)"');
  expect(WRITERS.mermaid(picture)).toContain('[["b.cc (2)"]]');
  expect(WRITERS.text(picture)).toContain('-> [/src/b.cc]');
  expect(JSON.parse(WRITERS.json(picture))).toEqual(picture);
});

const named = (label: string): GraphSlice => {
  const [node] = picture.nodes;
  return { ...picture, nodes: node ? [{ ...node, label, signature: label }] : [], edges: [], groups: [] };
};

test.each([
  ['operator"" _s', 'label="operator\\"\\" _s"', '["operator#34;#34; _s"]'],
  ['a\\', 'label="a\\\\"', '["a\\"]'],
  ['T<&lt;>', 'label="T<&amp;lt;>"', '["T#60;#38;lt#59;#62;"]'],
  ['operator&&', 'label="operator&&"', '["operator#38;#38;"]'],
  ['`tick`', 'label="`tick`"', '["#96;tick#96;"]'],
  ['größe|b,c', 'label="größe|b,c"', '["größe|b,c"]'],
  ['two\nlines', 'label="two\\nlines"', '["two\nlines"]'],
])('Graphviz and Mermaid show %j as it is', (name, dot, mermaid) => {
  expect(WRITERS.dot(named(name))).toContain(dot);
  expect(WRITERS.mermaid(named(name))).toContain(mermaid);
});
