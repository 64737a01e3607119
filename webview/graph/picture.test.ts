import { expect, test } from 'vitest';
import type { GraphSlice } from '../../protocol/graph.js';
import { draw } from './picture.js';

const coverage: GraphSlice['coverage'] = {
  ...{
    shown: 0,
    functions: 0,
    materialized: 0,
    inlined: 0,
    eager: 0,
    unresolvedSites: 0,
    builtAt: 1,
    stale: [],
    truncated: false,
  },
  ...{ filtered: 0, hubs: 0, vague: 0, folded: 0, modulesMissing: 0 },
};

/** The AutoJIT view of so many folded groups of five stubs each. */
function picture(count: number) {
  const counts = { functions: 5, materialized: 0, inlined: 0, failed: 0 };
  const groups = Array.from({ length: count }, (_, at): GraphSlice['groups'][number] => ({
    ...{ id: `group:module:/m${at}.c`, kind: 'module', label: `m${at}.c`, title: `/m${at}.c`, folded: true },
    ...counts,
  }));
  const edges = groups.map(({ id }): GraphSlice['edges'][number] => ({
    ...{ id: `runtime:${id}`, from: id, to: 'runtime:resolve', kind: 'runtime', sites: 5 },
  }));
  const resolver: GraphSlice['nodes'][number] = {
    ...{ id: 'runtime:resolve', label: 'resolve', signature: '', kind: 'runtime', module: '' },
    ...{ callers: count * 5, callees: 0, unresolved: 0 },
  };
  return draw({ program: '/a', view: 'autojit', names: {}, nodes: [resolver], edges, groups, coverage });
}
const quiet = (count: number) => picture(count).edges.map((edge) => edge.quiet ?? false);

test('up to twelve boxes have a line each to the resolver; of more, lines show when they are asked for', () => {
  expect(quiet(12)).toEqual(Array<boolean>(12).fill(false));
  expect(quiet(13)).toEqual(Array<boolean>(13).fill(true));
});

test('the resolver says how much leads to it', () => {
  const resolver = picture(13).nodes.find(({ kind }) => kind === 'runtime');
  expect(resolver?.label).toBe('resolve · first calls of 65 stubs');
});
