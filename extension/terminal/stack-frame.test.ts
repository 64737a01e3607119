import { expect, test } from 'vitest';
import { stackFrame } from './stack-frame.js';

/** As the programs print them; the text that is linked stands before them. */
test.each([
  ['f', '#0  f (x=1) at main.c:12', { file: 'main.c', line: 12 }],
  [
    'ns::T<int, char>::f',
    '#1  0x00005555555551c1 in ns::T<int, char>::f (this=0x7ff, s="a (b)") at /s/a.cpp:3',
    { file: '/s/a.cpp', line: 3 },
  ],
  [
    'abort',
    '#2  0x00007ffff7c428fb in abort () from /lib/x86_64-linux-gnu/libc.so.6',
    { program: '/lib/x86_64-linux-gnu/libc.so.6' },
  ],
  ['main', '#3  0x00005555555551c1 in main ()', {}],
  [
    'main',
    '  * frame #0: 0x0000555555555131 pack`main(argc=1, argv=0x00007ff) at main.c:66:3',
    { program: 'pack', file: 'main.c', line: 66 },
  ],
  ['ns::f(int)', '    frame #1: 0x0000555555555131 pack`ns::f(int) + 12', { program: 'pack' }],
  ['f', '    frame #1: 0x0000555555555131 pack`f() at a.c:3:1 [opt]', { program: 'pack', file: 'a.c', line: 3 }],
  [
    'ns::f(int, char const*)',
    '    #1 0x55d2 in ns::f(int, char const*) /src/a b.cpp:12:3'.replace('a b', 'ab'),
    { file: '/src/ab.cpp', line: 12 },
  ],
  ['f', '    #1 0x55d2 in f (/src/app+0x1234) (BuildId: 0abc)', { program: '/src/app' }],
  ['f', '==12==    by 0x10916D: f (main.c:7)', { file: 'main.c', line: 7 }],
  [
    'malloc',
    '==12==    at 0x48417B4: malloc (in /usr/libexec/valgrind/vgpreload.so)',
    { program: '/usr/libexec/valgrind/vgpreload.so' },
  ],
  ['_Z1fi', './app(_Z1fi+0x12) [0x401136]', { program: './app' }],
  ['app::f', '   3: app::f', {}],
  ['<app::T as core::fmt::Display>::fmt', '   4: <app::T as core::fmt::Display>::fmt', {}],
  ['app::f::h0123456789abcdef', '   5:     0x55d2a - app::f::h0123456789abcdef', {}],
  ['app::main::{{closure}}', '   6: app::main::{{closure}}', {}],
])('%s in %s', (name, line, more) => {
  const frame = stackFrame(`${line}\r`);
  expect(frame).toEqual({ name, ...more, start: frame?.start, length: name.length });
  expect(line.slice(frame?.start, (frame?.start ?? 0) + name.length)).toBe(name);
});

test.each([
  '',
  'main.c:66: error: no',
  '# 3 files',
  './app(+0x1234) [0x401136]',
  '12: 30 lines (3 new)',
  '#include <stdio.h>',
])('no frame: %s', (line) => expect(stackFrame(line)).toBeUndefined());
