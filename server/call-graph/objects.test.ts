import { expect, test } from 'vitest';
import type { Manifest } from '../../protocol/manifest.js';
import { manifest, type FunctionSketch } from '../testing/manifests.js';
import { linkModules } from './link.js';
import type { LinkedCallGraph } from './linked-call-graph.js';
import { packModule } from './module.js';
import { NO_WRAPPING } from './objects.js';
import { Symbols } from './symbols.js';

interface File {
  source: string;
  functions: FunctionSketch[];
  exports: string[];
}

/** A program and its libraries, one module each. */
function linked(...files: File[]): { graph: LinkedCallGraph; calls: string[]; manifests: Manifest[] } {
  const symbols = new Symbols();
  const manifests = files.map(({ source, functions }) => manifest(source, functions));
  const graph = linkModules(
    manifests.map((one) => packModule(one, symbols)),
    symbols,
    { objects: files.map(({ exports }) => ({ modules: 1, exports: new Set(exports), wraps: NO_WRAPPING })) },
  );
  const id = (index: number): string => graph.functions[index]?.id ?? '?';
  const calls = graph.functions.flatMap((_, index) =>
    graph.directCalls(index).map(({ to }) => `${id(index)} -> ${id(to)}`),
  );
  for (const { index, id: own } of graph.functions) expect(graph.find(own)).toBe(index);
  return { graph, calls, manifests };
}

const main = (...calls: string[]): FunctionSketch => ({ name: 'main', calls });

test('a program calls what a library exports', () => {
  const { calls } = linked(
    { source: 'a.c', functions: [main('api')], exports: [] },
    { source: 'l.c', functions: [{ name: 'api', calls: ['helper'] }, { name: 'helper' }], exports: ['api'] },
  );
  expect(calls).toEqual(['main -> api', 'api -> helper']);
});

test('what a library does not export is its own, whoever has the name as well', () => {
  const { calls, graph, manifests } = linked(
    { source: 'a.c', functions: [main('api', 'helper'), { name: 'helper' }], exports: [] },
    { source: 'l.c', functions: [{ name: 'api', calls: ['helper'] }, { name: 'helper' }], exports: ['api'] },
    { source: 'm.c', functions: [{ name: 'other', calls: ['helper'] }, { name: 'helper' }], exports: ['other'] },
  );
  expect(calls).toEqual(['main -> api', 'main -> helper', 'api -> /src/l.c#helper', 'other -> /src/m.c#helper']);
  const bySlot = manifests.map(({ module }) => graph.atSlot({ module, slot: 1 }));
  expect(bySlot.map((index) => graph.functions[index ?? -1]?.id)).toEqual([
    'helper',
    '/src/l.c#helper',
    '/src/m.c#helper',
  ]);
});

test('of a name that several export, all mean the first', () => {
  const { calls, graph } = linked(
    { source: 'a.c', functions: [main('api'), { name: 'hook' }], exports: ['hook'] },
    { source: 'l.c', functions: [{ name: 'api', calls: ['hook'] }, { name: 'hook' }], exports: ['api', 'hook'] },
  );
  expect(calls).toEqual(['main -> api', 'api -> hook']);
  expect(graph.functions).toHaveLength(3);
});

test('a name that the program keeps to itself is found in a library by the others', () => {
  const { calls } = linked(
    { source: 'a.c', functions: [main('api', 'hook'), { name: 'hook' }], exports: [] },
    { source: 'l.c', functions: [{ name: 'api', calls: ['hook'] }], exports: ['api'] },
    { source: 'm.c', functions: [{ name: 'hook' }], exports: ['hook'] },
    { source: 'n.c', functions: [{ name: 'late', calls: ['hook'] }, { name: 'hook' }], exports: ['late', 'hook'] },
  );
  expect(calls).toEqual(['main -> api', 'main -> hook', 'api -> /src/m.c#hook', 'late -> /src/m.c#hook']);
});

test('inline copies of a program and its libraries are one function', () => {
  const inline: FunctionSketch = { name: '_ZN1A1fEv', linkage: 'linkonce' };
  const { graph } = linked(
    { source: 'a.cc', functions: [main('_ZN1A1fEv', 'api'), inline], exports: [] },
    { source: 'l.cc', functions: [{ name: 'api', calls: ['_ZN1A1fEv'] }, inline], exports: ['api', '_ZN1A1fEv'] },
  );
  expect(graph.functions.map(({ id }) => id)).toEqual(['main', '_ZN1A1fEv', 'api']);
});
