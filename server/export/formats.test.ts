import { expect, test } from 'vitest';
import type { GraphSlice } from '../../protocol/graph.js';
import { linkCallGraph } from '../graph/link.js';
import { sliceProgram } from '../graph/slice-program.js';
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
const picture = sliceProgram(
  { graph, name: 'a', path: '/src/a', staleSources: [], modulesMissing: 0, file: { builtAt: 1 } },
  {
    program: '/src/a',
    view: 'regular',
    whole: true,
    depthOut: 1,
    depthIn: 0,
    externals: false,
    group: 'module',
    folds: { 'group:module:/src/b.cc': true },
    limit: 100,
  },
  { overlay: NO_RUN, id: undefined },
);

test('CSV has a row per call with places and states, and quotes what needs it', () => {
  const rows = WRITERS.csv(picture).split('\n');
  expect(rows[0]).toMatch(/^caller,caller_file,/);
  expect(rows[1]).toBe('main,/src/a.cc,1,stub,"T<int, 2>::operator"""" _s()",/src/a.cc,11,stub,direct,1');
  expect(rows[2]).toBe('main,/src/a.cc,1,stub,/src/b.cc,,,,direct,2');
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
