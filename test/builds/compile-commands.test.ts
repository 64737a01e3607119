import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { autojitCommand, functionsOf, remarks, run, succeed, toolchain, workspace, type Result } from './support.js';

/** Builds whose commands are known and whose build system is left alone. */

const DATABASE = 'build/compile_commands.json';

function configured(): string {
  const folder = workspace('cmake');
  succeed(folder, ['cmake', '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', '-S', '.', '-B', 'build']);
  return folder;
}

const compile = (folder: string, file = DATABASE): Result =>
  run(folder, [autojitCommand, 'build', '--compile-commands', file]);

test('every command runs with our compiler, and the program is linked with either of what the message names', () => {
  const folder = configured();
  const result = compile(folder);
  expect(result.status).toBe(0);
  const objects = ['build/CMakeFiles/shapes.dir/main.cpp.o', 'build/CMakeFiles/shape.dir/shapes/shape.cpp.o'];
  const [line = ''] = remarks(result);
  expect(objects.some((object) => line.startsWith(`autojit: compiled ${object} and 1 more. Link them as`))).toBe(true);
  const [, compiler = '', library = ''] = /with (\S+), or with (\S+) behind/.exec(line) ?? [];
  for (const link of [
    [compiler, ...objects],
    ['g++', ...objects, library],
  ]) {
    succeed(folder, [...link, '-o', 'program']);
    expect(succeed(folder, ['./program', 'box:1x2']).stdout).toBe('box 2.00\nsum 2.00\n');
    expect(functionsOf(folder, 'program').lazy).toBeGreaterThan(100);
  }
});

test('a command that fails ends it with its exit code and its own words', () => {
  const folder = configured();
  writeFileSync(path.join(folder, 'main.cpp'), '#error broken\n');
  const result = compile(folder);
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/main\.cpp:1:2: error: broken/);
  expect(remarks(result)).toEqual([]);
});

test('what is no database, or names other compilers, is one line', () => {
  const folder = configured();
  const failure = (content: string): string => {
    writeFileSync(path.join(folder, 'own.json'), content);
    const { status, stdout, stderr } = compile(folder, 'own.json');
    expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([125, '', 1]);
    return stderr;
  };
  expect(compile(folder, 'gone.json').stderr).toMatch(
    /^autojit: Cannot read gone\.json: no such file .*EXPORT_COMPILE_COMMANDS/,
  );
  expect(failure('[')).toContain('own.json is not JSON');
  expect(failure('[]')).toContain('names no compile commands');
  expect(failure('[{"file":"a.c"}]')).toContain('is no compile_commands.json: 0.directory:');
  const database = readFileSync(path.join(folder, DATABASE), 'utf8');
  expect(failure(database.replaceAll('/usr/bin/c++', 'aarch64-linux-gnu-g++'))).toContain('cannot stand in for');
  expect(failure(database.replaceAll(`"directory": "${folder}`, '"directory": "/nowhere'))).toContain(
    'in /nowhere/build',
  );
  const both = run(folder, [autojitCommand, 'build', '--compile-commands', DATABASE, '--', 'make']);
  expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('one --compile-commands FILE') as string });
});

test('a launcher in front of the compiler is no compiler', () => {
  const folder = workspace('script');
  const commands = ['primes', 'sieve'].map((name) => ({
    directory: folder,
    file: `${name}.c`,
    arguments: ['/usr/bin/ccache', 'gcc-12', '-g', '-DNAME="a b"', '-c', `${name}.c`, '-o', `${name}.o`],
  }));
  writeFileSync(path.join(folder, 'compile_commands.json'), JSON.stringify(commands));
  expect(compile(folder, 'compile_commands.json').status).toBe(0);
  succeed(folder, [path.join(toolchain, 'bin/autojit-clang'), 'primes.o', 'sieve.o', '-o', 'primes']);
  expect(functionsOf(folder, 'primes')).toMatchObject({ lazy: 4, eager: 0 });
});
