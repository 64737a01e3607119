import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { detectBuildSystem } from './build-system.js';

test.each([
  ['pack', 'make'],
  ['autotools', 'autotools'],
  ['cmake', 'CMake'],
  ['meson', 'Meson'],
  ['cargo', 'Cargo'],
  ['script', 'a script'],
  ['fortran', 'make'],
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
