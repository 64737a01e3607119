import { expect, test } from 'vitest';
import { manifest, type FunctionSketch } from '../testing/manifests.js';
import { linkModules } from './link.js';
import type { LinkedCallGraph } from './linked-call-graph.js';
import { packModule } from './module.js';
import { NO_WRAPPING, type Wrapping } from './objects.js';
import { Symbols } from './symbols.js';

type Sources = Record<string, FunctionSketch[]>;

const symbols = new Symbols();
function link(sources: Sources, previous?: LinkedCallGraph, wraps: Wrapping = NO_WRAPPING): LinkedCallGraph {
  const modules = Object.entries(sources).map(([name, functions]) => packModule(manifest(name, functions), symbols));
  return linkModules(modules, symbols, {
    previous,
    objects: [{ modules: modules.length, exports: new Set(), wraps }],
  });
}
const calls = (graph: LinkedCallGraph): string[] =>
  graph.functions
    .flatMap(({ index, id }) => graph.directCalls(index).map(({ to }) => `${id} -> ${graph.functions[to]?.id ?? '?'}`))
    .sort();

const SOURCES: Sources = {
  'a.c': [{ name: 'main', calls: ['f'] }],
  'f.c': [{ name: 'f' }, { name: 'beside', calls: ['f'] }],
  'w.c': [{ name: '__wrap_f', calls: ['__real_f'] }],
};

test('who calls the real one tells of the linker, in the first build and after an edit', () => {
  const wrapped = ['__wrap_f -> f', 'beside -> f', 'main -> __wrap_f'];
  const graph = link(SOURCES);
  expect(calls(graph)).toEqual(wrapped);
  const unwrapped = link({ ...SOURCES, 'w.c': [{ name: '__wrap_f' }] }, graph);
  expect(calls(unwrapped)).toEqual(['beside -> f', 'main -> f']);
  expect(calls(link(SOURCES, unwrapped))).toEqual(wrapped);
  expect(calls(link({ ...SOURCES, 'a.c': [{ name: 'main', calls: ['beside', 'f'] }] }, graph))).toEqual([
    ...wrapped.slice(0, 2),
    'main -> __wrap_f',
    'main -> beside',
  ]);
});

test('a wrapper that nobody is led to changes nothing, until the name is gone from the file', () => {
  const sources: Sources = {
    'a.c': [{ name: 'main', calls: ['read'] }],
    'w.c': [{ name: '__wrap_read' }],
  };
  expect(calls(link(sources))).toEqual([]);
  expect(calls(link(sources, undefined, { replaced: ['read'], own: false }))).toEqual(['main -> __wrap_read']);
});
