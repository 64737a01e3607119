import { expect, test } from 'vitest';
import { graphOf } from './graph-of.js';

test('constructors and destructors of another object are reached by their aliases', () => {
  const { edges: all } = graphOf(
    {
      'thing.hpp': 'struct Thing { int v; Thing(int x); virtual ~Thing(); };\n',
      'main.cpp': '#include "thing.hpp"\nint main() { { Thing t(1); } Thing *p = new Thing(2); delete p; return 0; }\n',
      'thing.cpp':
        '#include "thing.hpp"\nstatic int helper(int v) { return v + 1; }\n' +
        'Thing::Thing(int x) : v(helper(x)) {}\nThing::~Thing() { v = helper(v); }\n',
    },
    ['c++', '-g', '-O0', 'main.cpp', 'thing.cpp', '-o', 'prog'],
  );
  expect(all.filter((edge) => !edge.includes('__clang'))).toEqual([
    'Thing::Thing direct helper',
    'Thing::~Thing [as base] direct helper',
    // D0 calls D1, which is an alias of D2.
    'Thing::~Thing [deleting] direct Thing::~Thing [as base]',
    'main direct Thing::Thing',
    'main direct Thing::~Thing [as base]',
    'main virtual Thing::~Thing [deleting]',
  ]);
});

test('aliases by attribute, weak ones, names that the linker defines, and symbol versions lead to what runs', () => {
  const { edges: all } = graphOf(
    {
      'main.c':
        'int by_attribute(void), weakly(void), by_linker(void), versioned(void);\n' +
        'int main(void) { return by_attribute() + weakly() + by_linker() + versioned() - 10; }\n',
      'impl.c':
        'static int first(void) { return 1; }\nint by_attribute(void) __attribute__((alias("first")));\n' +
        'int second(void) { return 2; }\nint weakly(void) __attribute__((weak, alias("second")));\n' +
        'int third(void) { return 3; }\n' +
        'int fourth(void) { return 4; }\n__asm__(".symver fourth, versioned@@V1");\n',
      'versions.map': 'V1 { global: versioned; };\n',
    },
    [
      'cc',
      '-g',
      '-O0',
      'main.c',
      'impl.c',
      '-Wl,--defsym=by_linker=third',
      '-Wl,--version-script=versions.map',
      '-o',
      'prog',
    ],
  );
  expect(all).toEqual(['main direct first', 'main direct fourth', 'main direct second', 'main direct third']);
});
