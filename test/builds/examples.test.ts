import { expect, test } from 'vitest';
import { build, functionsOf, remarks, succeed, workspace } from './support.js';

/** Every folder of examples/, as its README tells a person to build and run it. */

interface Example {
  folder: string;
  title: string;
  build: string;
  program: string;
  /** Arguments and what the program prints. */
  runs: [string[], string][];
  /** Functions of the language's own that are called before main. */
  eager?: number;
}

const examples: Example[] = [
  {
    folder: 'pack',
    title: 'C with make',
    build: 'make',
    program: 'pack',
    runs: [[['--help'], expect.stringContaining('usage: pack') as string]],
  },
  {
    folder: 'autotools',
    title: 'C with autotools, whose checks take a warning for a failure',
    build: 'autoreconf -i && ./configure && make',
    program: 'tally',
    runs: [[['1', '2', '3', '4'], '4 numbers, mean 2.5, deviation 1.118\n']],
  },
  {
    folder: 'cmake',
    title: 'C++ with CMake and Makefiles',
    build: 'cmake -S . -B build && cmake --build build',
    program: 'build/shapes',
    runs: [[['circle:2', 'box:3x4', 'box:1', 'cone:1'], 'circle 12.57\nbox 12.00\nsum 24.57\n']],
  },
  {
    folder: 'cmake',
    title: 'C++ with CMake and Ninja',
    build: 'cmake -G Ninja -S . -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build',
    program: 'build/shapes',
    runs: [[['box:3x4', 'box:x'], 'box 12.00\nsum 12.00\n']],
  },
  {
    folder: 'meson',
    title: 'C with Meson and a shared library, warnings as errors',
    build: 'meson setup build && meson compile -C build',
    program: 'build/rot',
    runs: [[['Hello', '-r', 'Hello', '-u', 'Hello'], 'Uryyb\nolleH\nHELLO\n']],
  },
  {
    folder: 'script',
    title: 'C with a script that calls cc once',
    build: './build.sh',
    program: 'primes',
    runs: [[['20'], '2 3 5 7 11 13 17 19\n8 primes\n']],
  },
  {
    folder: 'fortran',
    title: 'Fortran with make, whose Makefile says gfortran',
    build: 'make',
    program: 'roots',
    runs: [[[], '1  1.0000\n2  1.4142\n3  1.7321\n4  2.0000\n5  2.2361\nmean  1.6765\n']],
  },
  {
    folder: 'objc',
    title: 'Objective-C with make, whose Makefile says clang-22',
    build: 'make',
    program: 'bank',
    runs: [
      [['Savings', '1000', '50', '-25'], 'savings: 10.35\n'],
      [['Account', '10'], 'account: 0.10\n'],
    ],
    eager: 2, // each module registers itself with the runtime library
  },
];

test('Fortran: modules are named by their sources and procedures as these have them', () => {
  const folder = workspace('fortran');
  build(folder, ['make']);
  const { stdout } = succeed(folder, ['sh', '-c', 'cat .autojit/modules/*/*.json']);
  expect(stdout).toContain('"source":"statistics.f90"');
  expect(stdout).toContain('"source":"main.f90"');
  expect(stdout).toContain('"display":"statistics::newton"');
});

test.each(examples)('examples/$folder: $title', (example) => {
  const folder = workspace(example.folder);
  const result = build(folder, ['sh', '-c', example.build]);
  expect(remarks(result)).toEqual([]);
  const functions = functionsOf(folder, example.program);
  expect(functions.lazy).toBeGreaterThan(1);
  expect(functions.lazy).toBe(functions.total - (example.eager ?? 0));
  for (const [args, output] of example.runs)
    expect(succeed(folder, [`./${example.program}`, ...args]).stdout).toEqual(output);
});
