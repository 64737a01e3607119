import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { build, remarks, run, workspace } from './support.js';

/** After an edit of a body, no build system's link has anything to do; after one of what others see of an object, it has. */

interface Case {
  title: string;
  folder: string;
  command: string;
  program: string[];
  source: string;
  /** Edits of `source`, each with what the program prints then. */
  first: string;
  body: [from: string, to: string, prints: string];
  interface: [from: string, to: string, prints: string];
}

const cases: Case[] = [
  {
    title: 'make',
    folder: 'pack',
    command: 'make',
    program: ['./pack', '--help'],
    source: 'main.c',
    first: 'usage: pack',
    body: ['"usage: pack', '\n"Usage: pack', 'Usage: pack'],
    interface: [
      'int main(',
      'int added(void) { return 1; }\nint main(int argc, char **argv);\nint main(',
      'Usage: pack',
    ],
  },
  {
    title: 'CMake with Ninja, a static library between',
    folder: 'cmake',
    command: 'cmake -G Ninja -S . -B build -DCMAKE_BUILD_TYPE=Debug > /dev/null && cmake --build build',
    program: ['./build/shapes', 'circle:2'],
    source: 'shapes/shape.cpp',
    first: 'circle 12.57',
    body: ['return 3.14159265358979 *', 'double pi = 3;\n    return pi *', 'circle 12.00'],
    interface: ['} // namespace\n', '} // namespace\n\nint added = 3;\n', 'circle 12.00'],
  },
  {
    title: 'autotools, which remove a program before they link it',
    folder: 'autotools',
    command: '(test -f Makefile || (autoreconf -i && ./configure)) > configured 2>&1 && make',
    program: ['./tally', '1', '2', '3', '4'],
    source: 'src/main.c',
    first: '4 numbers, mean 2.5',
    body: ['numbers, mean', 'numbers,\\nmean', '4 numbers,\nmean 2.5'],
    interface: ['int main(', 'int added = 3;\nint main(', '4 numbers,\nmean 2.5'],
  },
  {
    title: 'Cargo',
    folder: 'cargo',
    command: 'cargo build --offline',
    program: ['./target/debug/frequency', 'a', 'b', 'a'],
    source: 'words/src/lib.rs',
    first: '2 a\n1 b\n',
    body: ['or_insert(0) += 1', 'or_insert(3) += 2', '7 a\n5 b\n'],
    interface: [
      'pub fn words',
      '#[no_mangle]\npub extern "C" fn added() -> i32 {\n    3\n}\n\npub fn words',
      '7 a\n5 b\n',
    ],
  },
];

for (const { title, folder: example, command, program, source, first, body, interface: seen } of cases)
  test(`${title}: the link is skipped after an edit of a body, and done after one of what others see`, () => {
    const folder = workspace(example);
    const file = path.join(folder, source);
    const step = (prints: string): string[] => {
      const result = build(folder, ['sh', '-c', command]);
      expect(run(folder, program).stdout).toContain(prints);
      return remarks(result).filter((line) => line.includes('skipped'));
    };
    const edit = (from: string, to: string): void => {
      const text = readFileSync(file, 'utf8');
      expect(text).toContain(from);
      writeFileSync(file, text.replace(from, to));
    };
    expect(step(first)).toEqual([]);
    edit(body[0], body[1]);
    expect(step(body[2])).toEqual([expect.stringMatching(/^autojit: 1 link skipped, since only bodies changed: \w+/)]);
    edit(seen[0], seen[1]);
    expect(step(seen[2])).toEqual([]);
  });
