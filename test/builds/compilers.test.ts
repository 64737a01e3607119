import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { autojitCommand, build, functionsOf, remarks, run, succeed, tryBuild, workspace } from './support.js';

/** Builds that have ideas of their own about the compiler. */

function edit(folder: string, file: string, from: RegExp, to: string): void {
  const where = path.join(folder, file);
  writeFileSync(where, readFileSync(where, 'utf8').replace(from, to));
}

test('an object that the build compiles with gcc by its full path is named', () => {
  const folder = workspace('pack');
  edit(folder, 'Makefile', /^clean:/m, 'rle.o: rle.c\n\t/usr/bin/gcc -c -o rle.o rle.c\n\nclean:');
  const lines = remarks(build(folder, ['make']));
  expect(lines).toEqual([
    expect.stringMatching(/^autojit: 1 of 6 objects is regular, made by gcc \d+\.\d+\.\d+: rle\.o\. .*\$CC and \$CXX/),
  ]);
  expect(succeed(folder, ['./pack', '--help']).stdout).toContain('usage: pack');
});

test('a program that another compiler makes in one step is named', () => {
  const folder = workspace('script');
  edit(folder, 'build.sh', /^cc /m, '/usr/bin/gcc ');
  expect(remarks(build(folder, ['./build.sh']))).toEqual([
    expect.stringMatching(/^autojit: the program is regular, made by gcc [\d.]+: primes\. /),
  ]);
});

test('a build that finds all up to date from a regular build says so', () => {
  const folder = workspace('pack');
  succeed(folder, ['make']);
  const line =
    /^autojit: nothing was compiled, and what an earlier build without AutoJIT left stays: 6 objects .*Clean it first/;
  expect(remarks(build(folder, ['make']))).toEqual([expect.stringMatching(line)]);
  succeed(folder, ['make', 'clean']);
  expect(remarks(build(folder, ['make']))).toEqual([]);
  expect(remarks(build(folder, ['make']))).toEqual([]);
});

test.each(['main.o', 'rle.o'])('an object that another version of AutoJIT compiled is named (%s)', (name) => {
  const folder = workspace('pack');
  build(folder, ['make']);
  const object = path.join(folder, name);
  const bytes = readFileSync(object);
  bytes.writeUInt32LE(9, bytes.indexOf('AJM1') + 4);
  writeFileSync(object, bytes);
  expect(remarks(build(folder, ['make']))).toEqual([
    expect.stringMatching(/^autojit: another version of AutoJIT compiled .*: build from scratch\.$/),
  ]);
});

test('a store that cannot be written stops a build before it begins', () => {
  const folder = workspace('pack');
  for (const [store, why] of [
    ['/proc/store', 'no such file or directory'],
    [path.join(folder, 'main.c'), 'there is a file of that name'],
  ] as const) {
    const result = run(folder, [autojitCommand, 'build', '--store', store, '--', 'make']);
    expect(result).toEqual({
      status: 125,
      stdout: '',
      stderr: `autojit: The store cannot be used. ${store} cannot be written: ${why}. Name a folder of yours with AUTOJIT_STORE or --store.\n`,
    });
  }
});

test('clang by the name of its version is ours during a build', () => {
  const folder = workspace('pack');
  edit(folder, 'Makefile', /^CC = cc/m, 'CC = clang-22');
  expect(remarks(build(folder, ['make']))).toEqual([]);
  expect(functionsOf(folder, 'pack').lazy).toBe(26);
});

test('functions in assembly are told from those of another compiler', () => {
  const folder = workspace('script');
  writeFileSync(
    path.join(folder, 'add.s'),
    '.globl add\n.type add,@function\nadd: lea (%rdi,%rsi), %rax\nret\n.size add, .-add\n',
  );
  expect(remarks(build(folder, ['cc', '-c', 'add.s', 'sieve.c']))).toEqual([
    'autojit: 1 of 2 objects is regular, made by an assembler: add.o. Functions in assembly stay as they are.',
  ]);
});

test('a build that fails passes on its exit code and its output, and we add nothing', () => {
  const folder = workspace('pack');
  edit(folder, 'rle.c', /\{/, '{ not C');
  const ours = tryBuild(folder, ['make', '-s']);
  const regular = run(workspace('pack'), ['sh', '-c', `cp ${folder}/rle.c . && make -s CC=clang-22`]);
  expect(ours).toEqual({ ...regular, status: 2 });
});

test('a build folder that CMake configured for another compiler is refused, with what configures it anew', () => {
  const folder = workspace('cmake');
  succeed(folder, ['cmake', '-S', '.', '-B', 'build']);
  const refused = tryBuild(folder, ['cmake', '--build', 'build']);
  expect(refused.status).toBe(125);
  expect(refused.stderr).toMatch(
    /^autojit: build was configured with \/usr\/bin\/c\+\+, .*cmake --fresh -S \S+ -B \S+\n$/,
  );
  const remedy = /autojit build -- (.*)$/m.exec(refused.stderr)?.[1]?.split(' ') ?? [];
  build(folder, remedy);
  expect(remarks(build(folder, ['cmake', '--build', 'build']))).toEqual([]);
  expect(functionsOf(folder, 'build/shapes').lazy).toBeGreaterThan(100);
});

test('a script that builds in such a folder is told afterwards why its objects are regular', () => {
  const folder = workspace('cmake');
  succeed(folder, ['cmake', '-S', '.', '-B', 'build']);
  expect(remarks(build(folder, ['sh', '-c', 'cd build && make']))).toEqual([
    expect.stringMatching(/^autojit: 2 of 2 objects are regular, made by gcc .*build was configured with .*--fresh/),
  ]);
});

test('a build folder that Meson configured for another compiler is refused too', () => {
  const folder = workspace('meson');
  succeed(folder, ['meson', 'setup', 'build'], { CC: 'gcc' });
  const refused = tryBuild(folder, ['meson', 'compile', '-C', 'build']);
  expect(refused).toMatchObject({
    status: 125,
    stderr: expect.stringMatching(/configured with gcc, .*meson setup --wipe/) as string,
  });
  build(folder, ['meson', 'setup', '--wipe', 'build']);
  build(folder, ['meson', 'compile', '-C', 'build']);
  expect(functionsOf(folder, 'build/rot').lazy).toBe(6); // two of its own, four of its library
});
