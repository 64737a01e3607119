import { contributes } from '../../package.json';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { detectBuildSystem, missingTool, nothingDetected } from './build-system.js';

test.each([
  ['pack', 'make'],
  ['autotools', 'autotools'],
  ['cmake', 'CMake'],
  ['meson', 'Meson'],
  ['cargo', 'Cargo'],
  ['script', 'a script'],
  ['fortran', 'make'],
  ['objc', 'make'],
])('examples/%s is built by %s', (folder, name) => {
  expect(detectBuildSystem(readdirSync(`examples/${folder}`))?.name).toBe(name);
});

test('a Makefile that CMake or autotools wrote does not hide them', () => {
  expect(detectBuildSystem(['CMakeLists.txt', 'Makefile'])?.name).toBe('CMake');
  expect(detectBuildSystem(['configure', 'Makefile', 'Makefile.in'])?.name).toBe('autotools');
});

test('a regular build does not go into the folder that CMake or Meson configured for AutoJIT', () => {
  for (const file of ['CMakeLists.txt', 'meson.build']) {
    const { commands } = detectBuildSystem([file]) ?? expect.fail(`nothing for ${file}`);
    const usesFolder = /(-B|-C|setup|--build) build( |$)/;
    expect(commands.build).toMatch(usesFolder);
    expect(commands['rebuild regular']).not.toMatch(usesFolder);
    expect(commands['rebuild regular']).toContain('build-regular');
  }
});

test('a folder without any of them has none', () => {
  expect(detectBuildSystem(['README.md', 'main.c'])).toBeUndefined();
});

test('a tool that is not there is named, with the package that brings it', () => {
  const without = (files: string[], ...gone: string[]) =>
    missingTool(detectBuildSystem(files)?.commands.build ?? expect.fail(), (tool) => !gone.includes(tool));
  expect(without(['CMakeLists.txt'], 'cmake')).toMatch(/^cmake, .* is not on PATH\. .*"apt-get install cmake"/);
  expect(without(['meson.build'], 'meson')).toMatch(/^meson, /);
  expect(without(['Cargo.toml'], 'cargo')).toMatch(/^cargo, /);
  expect(without(['configure.ac'], 'autoreconf')).toContain('"apt-get install autoconf automake libtool"');
  expect(without(['configure.ac'], 'make')).toMatch(/^make, /);
  expect(missingTool('cd out && ninja -j2 install', (tool) => tool !== 'ninja')).toContain('ninja-build');
});

test('of a build that failed for another reason no tool is missing', () => {
  for (const files of [['CMakeLists.txt'], ['Makefile'], ['build.sh'], ['configure.ac']])
    expect(missingTool(detectBuildSystem(files)?.commands.build ?? expect.fail(), () => true)).toBeUndefined();
  expect(missingTool('cd make && ./cargo --cmake && CC=ninja own-tool meson', () => false)).toBeUndefined();
});

test('a folder of projects is told from one that has nothing to build', () => {
  expect(nothingDetected([])).toMatch(/contains none of .*, Makefile, build\.sh\. Set "autojit/);
  expect(nothingDetected(['pack'])).toContain('A folder inside it does (pack): open that folder');
  expect(nothingDetected(['a', 'b', 'c', 'd'])).toContain('(a, b, c …)');
});

describe('what a compiler says', () => {
  const [pattern] = contributes.problemPatterns;
  const parse = (line: string) => new RegExp(pattern?.regexp ?? expect.fail()).exec(line)?.slice(1);

  test.each([
    ['main.c:3:5: error: expected ‘;’', ['main.c', '3', '5', 'error', 'expected ‘;’', undefined]],
    ['/w/a b.cpp:7:1: warning: no [x] [-Wall]', ['/w/a b.cpp', '7', '1', 'warning', 'no [x]', '-Wall']],
    ['../text/text.c:12:3: fatal error: gone', ['text/text.c', '12', '3', 'error', 'gone', undefined]],
    ['./main.f90:2:3: error: No explicit type', ['./main.f90', '2', '3', 'error', 'No explicit type', undefined]],
    ['make: *** [Makefile:5: pack] Error 1', undefined],
    ['main.c:3:5: note: here', undefined],
  ])('%s', (line, parts) => expect(parse(line)).toEqual(parts));
});
