import { expect, test } from 'vitest';
import { manifest } from '../testing/manifests.js';
import { linkCallGraph } from './link.js';
import { ownershipOf, type OwnRules } from './ownership.js';

const HERE: OwnRules = { roots: ['/src'], thirdParty: [] };

function libraries(
  files: Record<string, string>,
  rules = HERE,
  main = '/src/main.cpp',
): Record<string, string | undefined> {
  const functions = Object.entries(files).map(([name, file]) => ({ name, file }));
  const graph = linkCallGraph([manifest(main, [{ name: 'main', file: main }, ...functions])]);
  const owners = ownershipOf(graph, rules);
  return Object.fromEntries(Object.keys(files).map((name) => [name, owners.libraryOf(graph.find(name) ?? -1)]));
}

test('code belongs to the library in whose folder it lies', () => {
  expect(
    libraries({
      own: '/src/parse.cpp',
      vector: '/usr/include/c++/12/bits/stl_vector.h',
      triple: '/usr/lib/gcc/x86_64-linux-gnu/12/../../../../include/c++/12/x86_64-linux-gnu/bits/gthr.h',
      libcxx: '/usr/lib/llvm-22/include/c++/v1/vector',
      boost: '/usr/include/boost/any.hpp',
      plain: '/usr/include/zlib.h',
      bits: '/usr/include/x86_64-linux-gnu/bits/stdlib.h',
      gtest: '/usr/src/googletest/googletest/src/gtest.cc',
      vec: '/rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/alloc/src/vec/mod.rs',
      crate: '/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/aho-corasick-1.1.3/src/lib.rs',
      deps: '/rust/deps/hashbrown-0.16.1/src/raw/mod.rs',
      checkout: '/home/me/.cargo/git/checkouts/serde-fe12ab34cd56ef78/a1b2c3/src/lib.rs',
    }),
  ).toEqual({
    own: undefined,
    vector: 'libstdc++',
    triple: 'libstdc++',
    libcxx: 'libc++',
    boost: 'boost',
    plain: 'system headers',
    bits: 'libc',
    gtest: 'googletest',
    vec: 'std',
    crate: 'aho-corasick',
    deps: 'hashbrown',
    checkout: 'serde',
  });
});

test('folders that projects keep for the code of others, and those that a person named', () => {
  const files = {
    custom: '/src/third_party/zlib/inflate.c',
    fetched: '/src/build/_deps/fmt-src/format.cc',
    own: '/src/lib/vendored.c',
    named: '/src/external/lua/lua.c',
    deep: '/src/a/b/imported/x.c',
  };
  const before = libraries(files);
  expect(before).toMatchObject({ custom: 'zlib', fetched: 'fmt', own: undefined, named: undefined, deep: undefined });
  const thirdParty = [
    { base: '/src', pattern: 'external/*' },
    { base: '/src', pattern: '**/imported' },
  ];
  expect(libraries(files, { ...HERE, thirdParty })).toMatchObject({
    named: 'external',
    deep: 'imported',
    own: undefined,
  });
  const each = [{ base: '/src', pattern: 'external/l*' }];
  expect(libraries(files, { ...HERE, thirdParty: each })).toMatchObject({ named: 'lua' });
});

test('what lies beside the opened folder is library code, unless the program itself lies there', () => {
  const files = { beside: '/code/zlib/inflate.c' };
  expect(libraries(files, { roots: ['/code/app'], thirdParty: [] }, '/code/app/main.cpp')).toEqual({ beside: 'zlib' });
  expect(libraries(files, { roots: ['/code/build'], thirdParty: [] }, '/code/app/main.cpp')).toEqual({
    beside: undefined,
  });
});

test('a system folder that somebody opened is their own', () => {
  const files = { test: '/usr/src/googletest/googletest/src/gtest.cc' };
  const rules = { roots: ['/usr/src/googletest'], thirdParty: [] };
  expect(libraries(files, rules, '/usr/src/googletest/main.cc')).toEqual({ test: undefined });
});

test('without debug information the name says what is a library', () => {
  const graph = linkCallGraph([
    manifest('main.cpp', [
      { name: 'main' },
      { name: 'push', display: 'std::vector<int, std::allocator<int> >::push_back(int const&)' },
      { name: 'min', display: 'int const& std::min<int>(int const&, int const&)' },
      { name: 'use', display: 'use(std::vector<int>&)' },
    ]),
  ]);
  // The sketch gives each function a file; this is what a build without -g says.
  for (const { code } of graph.functions) Object.assign(code, { file: undefined });
  const owners = ownershipOf(graph, HERE);
  const of = (name: string) => owners.libraryOf(graph.find(name) ?? -1);
  expect([of('push'), of('min'), of('use'), of('main')]).toEqual(['libstdc++', 'libstdc++', undefined, undefined]);
});

test('what a compiler makes beside a function belongs to it', () => {
  const graph = linkCallGraph([
    manifest('main.cpp', [
      { name: '_ZN4FileD2Ev', display: 'File::~File()' },
      { name: '_ZN4FileD0Ev', display: 'File::~File()' },
      { name: '_ZThn16_N4FileD0Ev', display: 'non-virtual thunk to File::~File()' },
      { name: '_ZTv0_n24_N4FileD1Ev', display: 'virtual thunk to File::~File()' },
      { name: '_ZN4FileC2Ei', display: 'File::File(int)' },
      { name: '_ZN4FileC1Ei', display: 'File::File(int)' },
      { name: '_ZN4FileC1Ed', display: 'File::File(double)' },
      { name: '_Z4workv', display: 'work()' },
      { name: '_Z4workv.cold', display: 'work() (.cold)', linkage: 'internal' },
      { name: '_GLOBAL__sub_I_main.cpp', linkage: 'internal' },
      { name: '__cxx_global_var_init', linkage: 'internal' },
      { name: '__cxx_global_var_init.1', linkage: 'internal' },
      { name: '__clang_call_terminate', linkage: 'linkonce' },
    ]),
  ]);
  const owners = ownershipOf(graph, HERE);
  const owner = (symbol: string): string => {
    const index = graph.find(symbol) ?? graph.find(`/src/main.cpp#${symbol}`) ?? -1;
    return graph.functions[owners.standsFor(index)]?.symbol ?? '';
  };
  expect(owner('_ZN4FileD0Ev')).toBe('_ZN4FileD2Ev');
  expect(owner('_ZThn16_N4FileD0Ev')).toBe('_ZN4FileD2Ev');
  expect(owner('_ZN4FileC1Ei')).toBe('_ZN4FileC2Ei');
  expect(owner('_ZN4FileC1Ed')).toBe('_ZN4FileC1Ed');
  expect(owner('_Z4workv.cold')).toBe('_Z4workv');
  expect(owner('__cxx_global_var_init')).toBe('_GLOBAL__sub_I_main.cpp');
  expect(owner('__cxx_global_var_init.1')).toBe('_GLOBAL__sub_I_main.cpp');
  expect(owners.libraryOf(graph.find('__clang_call_terminate') ?? -1)).toBe('compiler');
  expect(owners.own).toBe(5);
});

test("what rustc puts before a crate's main is nobody's code", () => {
  const start = { name: 'main', calls: ['lang_start'], file: '/src/main.rs' };
  const sketch = manifest('main.rs', [start, { name: 'own', file: '/src/main.rs' }]);
  const [main, ...others] = sketch.functions;
  const functions = main ? [{ ...main, passes: [{ name: 'own' }] }, ...others] : [];
  const graph = linkCallGraph([{ ...sketch, functions }]);
  const owners = ownershipOf(graph, HERE);
  expect([owners.libraryOf(graph.main ?? -1), owners.own]).toEqual(['compiler', 1]);
});

test('a function of a header that each module has a copy of is one', () => {
  const copy = { name: 'clamp', linkage: 'internal' as const, file: '/src/util.h', line: 3 };
  const graph = linkCallGraph([manifest('a.c', [copy]), manifest('b.c', [copy])]);
  const owners = ownershipOf(graph, HERE);
  expect(graph.functions).toHaveLength(2);
  expect(owners.own).toBe(1);
});
