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

test.each(['bfd', 'gold', 'lld'])(
  'where %s keeps two versions of a function, calls lead to the default one',
  (linker) => {
    const { edges: all } = graphOf(
      {
        'main.c': 'int versioned(void);\nint main(void) { return versioned() - 2; }\n',
        'impl.c':
          'int before(void) { return 1; }\n__asm__(".symver before, versioned@V1");\n' +
          'int since(void) { return 2; }\n__asm__(".symver since, versioned@@V2");\n',
        'versions.map': 'V1 { global: versioned; };\nV2 { global: versioned; } V1;\n',
      },
      [
        'sh',
        '-ec',
        `cc -g -O0 -fPIC -fuse-ld=${linker} -shared impl.c -Wl,--version-script=versions.map -o libversioned.so
       cc -g -O0 -fuse-ld=${linker} main.c ./libversioned.so -o prog`,
      ],
    );
    expect(all).toEqual(['main direct since']);
  },
);

test('where a program keeps two versions of its own function, calls lead to the default one', () => {
  const { edges: all } = graphOf(
    {
      'main.c': 'int versioned(void);\nint main(void) { return versioned() - 2; }\n',
      'impl.c':
        'int before(void) { return 1; }\n__asm__(".symver before, versioned@V1");\n' +
        'int since(void) { return 2; }\n__asm__(".symver since, versioned@@V2");\n',
      'versions.map': 'V1 { global: versioned; };\nV2 { global: versioned; } V1;\n',
    },
    ['cc', '-g', '-O0', 'main.c', 'impl.c', '-Wl,--version-script=versions.map', '-o', 'prog'],
  );
  expect(all).toEqual(['main direct since']);
});

test.each(['bfd', 'gold', 'lld'])('where %s wraps functions, calls lead to what runs', (linker) => {
  const { edges: all } = graphOf(
    {
      'main.c':
        'int twice(int), used(int), read_it(void);\nint main(void) { return twice(2) + used(1) + read_it() - 6; }\n',
      'twice.c': 'int twice(int v) { return v + v; }\nint used(int v) { return twice(v); }\n',
      'read.c': '#include <unistd.h>\nint read_it(void) { return read(0, 0, 0) == 7; }\n',
      'wraps.c':
        'int __real_twice(int);\nstatic int note(int v) { return v; }\n' +
        'int __wrap_twice(int v) { return note(__real_twice(v)); }\nlong __wrap_read(int f, void *b, unsigned long n) { return f + n + !b; }\n' +
        // The linker is not told of this one.
        'int __wrap_used(int v) { return v; }\n',
    },
    [
      'cc',
      '-g',
      '-O0',
      `-fuse-ld=${linker}`,
      ...['main.c', 'twice.c', 'read.c', 'wraps.c'],
      '-Wl,--wrap=twice,--wrap=read',
      ...['-o', 'prog'],
    ],
    ['--depth', '9'],
  );
  expect(all).toEqual([
    '__wrap_twice direct note',
    '__wrap_twice direct twice',
    'main direct __wrap_twice',
    'main direct read_it',
    'main direct used',
    'read_it direct __wrap_read',
    // Only lld wraps a call beside the function, too.
    linker === 'lld' ? 'used direct __wrap_twice' : 'used direct twice',
  ]);
});
