import { expect, test } from 'vitest';
import type { FunctionFacts, LayoutFacts, VariableFacts } from '../../protocol/reload.js';
import { compareBuilds } from './compare.js';
import type { ModuleBuild } from './module-build.js';

function fn(name: string, digest: string, more: Partial<FunctionFacts> = {}): FunctionFacts {
  return { name, digest, type: 'void ()', instructions: 100, ...more };
}

function variable(name: string, value: string, more: Partial<VariableFacts> = {}): VariableFacts {
  return { name, value, type: 'int', size: 4, ...more };
}

function build(
  functions: FunctionFacts[],
  {
    variables = [],
    layouts = [],
    level = 0,
    types = true,
  }: { variables?: VariableFacts[]; layouts?: LayoutFacts[]; level?: number; types?: boolean } = {},
): ModuleBuild {
  return {
    id: '0',
    source: 'a.c',
    slots: new Map(functions.filter(({ eager }) => eager === undefined).map(({ name }, slot) => [name, slot])),
    imports: [],
    directImports: 0,
    level,
    types,
    functions: new Map(functions.map((f) => [f.name, f])),
    variables: new Map(variables.map((v) => [v.name, v])),
    layouts,
  };
}

const options = { force: false, display: (_: ModuleBuild, symbol: string) => symbol };
const compare = (old: ModuleBuild, current: ModuleBuild): ReturnType<typeof compareBuilds> =>
  compareBuilds(old, current, options);

test('without optimization only what differs itself changed', () => {
  const result = compare(
    build([fn('f', '1'), fn('g', '1', { uses: ['f'] })]),
    build([fn('f', '2'), fn('g', '1', { uses: ['f'] })]),
  );
  expect(result).toMatchObject({ changed: ['f'], affected: [], added: [], refusals: [], notes: [] });
});

test('whoever may hold a copy of a small function changed as well, and their callers if they are small', () => {
  const others = [
    fn('small', '1', { uses: ['f'], instructions: 10 }),
    fn('outer', '1', { uses: ['small'] }),
    fn('beyond', '1', { uses: ['outer'] }),
  ];
  const old = build([fn('f', '1', { instructions: 10 }), ...others], { level: 2 });
  expect(compare(old, build([fn('f', '2', { instructions: 10 }), ...others], { level: 2 }))).toMatchObject({
    changed: ['f'],
    affected: ['small', 'outer'],
  });
  // The copies are of what it was.
  const grown = build([fn('f', '2', { instructions: 1000 }), ...others], { level: 2 });
  expect(compare(old, grown).affected).toEqual(['small', 'outer']);
  expect(compare(grown, old).affected).toEqual([]);
});

test('functions that exist only to be inlined change those that they are inlined into', () => {
  const user = fn('f', '1', { uses: ['inl'] });
  const result = compare(
    build([user, fn('inl', '1', { inline: true })], { level: 2 }),
    build([user, fn('inl', '2', { inline: true })], { level: 2 }),
  );
  expect(result).toMatchObject({ changed: [], affected: ['f'] });
});

test('a constant of one file gets new storage, and changes who names it; one that others see is refused', () => {
  const user = fn('f', '1', { uses: ['limit'] });
  const local = { constant: true, local: true } as const;
  expect(
    compare(
      build([user], { variables: [variable('limit', '1', local)] }),
      build([user], { variables: [variable('limit', '2', local)] }),
    ),
  ).toMatchObject({ affected: ['f'], replaced: new Set(['limit']), refusals: [] });
  expect(
    compare(
      build([user], { variables: [variable('limit', '1', { constant: true })] }),
      build([user], { variables: [variable('limit', '2', { constant: true })] }),
    ).refusals,
  ).toEqual(['limit is a constant that changed, and other files may have its old value']);
});

test('a static local beside others of its name is refused: which of them is new cannot be seen', () => {
  const local = { local: true } as const;
  const { refusals } = compare(
    build([fn('f', '1')], { variables: [variable('f.n', '1', local)] }),
    build([fn('f', '2')], { variables: [variable('f.n', '1', local), variable('f.n.1', '1', local)] }),
  );
  expect(refusals).toEqual([
    'f.n.1 is a new variable among others of its name, which are told apart by their order alone',
  ]);
});

test('without debug information nobody knows of types, unless a person insists', () => {
  const [old, current] = [build([fn('f', '1')], { types: false }), build([fn('f', '2')], { types: false })];
  expect(compare(old, current).refusals).toEqual([
    'a.c was compiled without debug information, so nobody knows whether its types changed; compile it with -g',
  ]);
  expect(compareBuilds(old, current, { ...options, force: true })).toMatchObject({ refusals: [], changed: ['f'] });
});

test.each([
  ['a field more', ['x', '0', 'int', 'y', '32', 'int'], 12, 'struct point: 8 -> 12 bytes, field y is new; used by f'],
  ['a field renamed', ['z', '0', 'int'], 8, 'struct point: field x became field z; used by f'],
  ['a type', ['x', '0', 'float'], 8, 'struct point: field x was int and is float; used by f'],
  ['only the size', ['x', '0', 'int'], 16, 'struct point: 8 -> 16 bytes; used by f'],
])('a layout that changed is refused by its name: %s', (_, parts, size, expected) => {
  const functions = [fn('f', '1', { types: ['point'] })];
  const { refusals } = compare(
    build(functions, { layouts: [{ name: 'struct point', size: 8, parts: ['x', '0', 'int'] }] }),
    build(functions, { layouts: [{ name: 'struct point', size, parts }] }),
  );
  expect(refusals).toEqual([expected]);
});

test('enumerators must go on to mean what they did', () => {
  const of = (...parts: string[]): ModuleBuild =>
    build([fn('f', '1')], { layouts: [{ name: 'enum mode', size: 4, enumeration: true, parts }] });
  const old = of('A', '0', '', 'B', '1', '');
  expect(compare(old, of('A', '0', '', 'B', '1', '', 'C', '2', '')).refusals).toEqual([]);
  expect(compare(old, of('A', '0', '', 'C', '1', '', 'B', '2', '')).refusals).toEqual(['enum mode: B was 1 and is 2']);
  expect(compare(old, of('A', '0', '', 'C', '1', '')).refusals).toEqual([
    'enum mode: 1 was B and means something else',
  ]);
});

test('initializers are compared by what they make, since their numbers move', () => {
  const init = (name: string, made: string, digest: string): FunctionFacts =>
    fn(name, digest, { eager: 'static initializer', uses: [made] });
  const variables = [variable('a', '0'), variable('b', '0')];
  const old = build([init('__cxx_global_var_init', 'b', '1')], { variables });
  expect(compare(old, build([init('__cxx_global_var_init.1', 'b', '1')], { variables })).refusals).toEqual([]);
  expect(compare(old, build([init('__cxx_global_var_init', 'b', '2')], { variables })).refusals).toEqual([
    'how b is made changed, which happens only when the program starts',
  ]);
});

test('an eager function says why it cannot be exchanged', () => {
  const { refusals } = compare(
    build([fn('f', '1', { eager: 'it has a section of its own' })]),
    build([fn('f', '2', { eager: 'it has a section of its own' })]),
  );
  expect(refusals).toEqual([
    'f changed and is eager (it has a section of its own), so its code is fixed in the program',
  ]);
});

test('where the number of lambdas changes, those that were there must be as they were', () => {
  const lambda = (number: number, digest: string): FunctionFacts => fn(`_ZZ4mainENK3$_${String(number)}clEv`, digest);
  const old = build([fn('main', '1'), lambda(0, 'a')]);
  expect(compare(old, build([fn('main', '2'), lambda(0, 'a'), lambda(1, 'b')])).refusals).toEqual([]);
  expect(compare(old, build([fn('main', '2'), lambda(0, 'b'), lambda(1, 'a')])).refusals).toHaveLength(1);
});

const local = { local: true } as const;

test('what becomes static, or no longer is, is another function, but not in a crate', () => {
  const old = build([fn('f', '1'), fn('g', '1', { uses: ['f'] })]);
  const current = build([fn('f', '1', local), fn('g', '1', { uses: ['f'] })]);
  for (const [before, after] of [
    [old, current],
    [current, old],
  ] as const) {
    expect(compare(before, after)).toMatchObject({ added: ['f'], affected: ['g'], refusals: [] });
    const crate = compareBuilds(before, after, { ...options, isCrate: true });
    expect(crate).toMatchObject({ added: [], affected: [], refusals: [] });
  }
});

test('nobody can be told that an address which was kept is that of another function', () => {
  const { refusals } = compare(
    build([fn('f', '1', { addressTaken: true })]),
    build([fn('f', '1', { addressTaken: true, ...local })]),
  );
  expect(refusals).toEqual(['f is static now, and its address is kept somewhere']);
});

test('a variable that becomes static, or no longer is, would be two; a constant may be', () => {
  const [old, current] = [
    build([], { variables: [variable('v', '1')] }),
    build([], { variables: [variable('v', '1', local)] }),
  ];
  expect(compare(old, current).refusals).toEqual(['v is static now']);
  expect(compare(current, old).refusals).toEqual(['v is static no longer']);
  const constant = { constant: true } as const;
  const before = build([], { variables: [variable('c', '1', constant)] });
  const after = build([], { variables: [variable('c', '1', { ...constant, ...local })] });
  expect(compare(before, after)).toMatchObject({ refusals: [], replaced: new Set(['c']) });
});
