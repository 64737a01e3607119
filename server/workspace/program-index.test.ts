import { appendFileSync, linkSync, mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Manifest } from '../../protocol/manifest.js';
import { writeProgram } from '../testing/elf.js';
import { manifest, writeManifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { ProgramIndex } from './program-index.js';

interface Setting {
  root: string;
  path: string;
  index: ProgramIndex;
  changes: () => number;
  link: (modules: Manifest[]) => void;
}

/** A workspace with one program; `link` compiles its modules and links it again, later than before. */
function setting(): Setting {
  const root = temporaryFolder();
  const path = join(root, 'prog');
  let changes = 0;
  let time = 1_600_000_000;
  const index = new ProgramIndex([root], () => (changes += 1));
  const store = join(root, '.autojit');
  const link = (modules: Manifest[]): void => {
    for (const module of modules) writeManifest(store, module);
    writeProgram(path, { modules: modules.map(({ module, source }) => ({ id: module, source })), store });
    time += 10;
    utimesSync(path, time, time);
  };
  return { root, path, index, changes: () => changes, link };
}

test('programs that were built without AutoJIT are told apart, until they are built with it', async () => {
  const { path, index, changes, link } = setting();
  link([]);
  // Too small for a program otherwise.
  appendFileSync(path, Buffer.alloc(4096));
  await index.scan();
  expect([index.list(), index.regularPrograms(), changes()]).toEqual([[], [{ path, assembly: false }], 1]);
  link([manifest('a.c', [{ name: 'main' }])]);
  await index.scan();
  expect([index.list().length, index.regularPrograms(), changes()]).toEqual([1, [], 2]);
});

test('finds a program and resolves it from its store', async () => {
  const { root, path, index, link } = setting();
  await mkdir(join(root, 'node_modules'));
  writeProgram(join(root, 'node_modules/prog'), { modules: [{ id: 'a'.repeat(64), source: 'a' }], store: '/s' });
  writeFileSync(join(root, 'run'), '#!/bin/sh\n'.padEnd(1000), { mode: 0o755 });
  link([manifest('a.c', [{ name: 'main', calls: ['f'] }]), manifest('b.c', [{ name: 'f' }])]);
  await index.scan();
  expect(index.list()).toMatchObject([{ path, problem: undefined }]);
  expect(index.get(path)?.program?.graph.functions.map((fn) => fn.id)).toEqual(['main', 'f']);
  expect(index.get(path)?.program?.store).toBe(join(root, '.autojit'));
});

test('a file with two names, as Cargo gives, is one program, by the shorter name, lazy or not', async () => {
  const { root, path, index, link } = setting();
  const deps = join(root, 'deps');
  mkdirSync(deps);
  link([manifest('a.c', [{ name: 'main' }])]);
  linkSync(path, join(deps, 'prog-0123456789abcdef'));
  await index.scan();
  expect(index.list().map((one) => one.path)).toEqual([path]);
  expect(index.find(join(deps, 'prog-0123456789abcdef')), 'a run may tell of it by the other').toBeDefined();
  rmSync(path);
  link([]);
  appendFileSync(path, Buffer.alloc(4096));
  linkSync(path, join(deps, 'regular-0123456789abcdef'));
  await index.scan();
  expect(index.regularPrograms().map((one) => one.path)).toEqual([path]);
  expect(
    index.list().map((one) => one.path),
    'the other name has its own file now',
  ).toEqual([join(deps, 'prog-0123456789abcdef')]);
});

test('one changed module reads one manifest', async () => {
  const { index, path, link } = setting();
  const modules = Array.from({ length: 20 }, (_, n) => manifest(`m${String(n)}.c`, [{ name: `f${String(n)}` }]));
  link(modules);
  await index.scan();
  expect(index.manifests.reads).toBe(20);
  link([...modules.slice(1), manifest('m0.c', [{ name: 'f0' }, { name: 'added' }])]);
  await index.update(path);
  expect(index.manifests.reads).toBe(21);
  expect(index.get(path)?.program?.graph.find('added')).toBeDefined();
});

test('an unchanged workspace reads nothing and tells nothing', async () => {
  const { index, link, changes } = setting();
  link([manifest('a.c', [{ name: 'main' }])]);
  await index.scan();
  await index.scan();
  expect(index.manifests.reads).toBe(1);
  expect(changes()).toBe(1);
});

test('a half-written program keeps its last state and says what is wrong', async () => {
  const { index, path, link } = setting();
  const modules = [manifest('a.c', [{ name: 'main' }])];
  link(modules);
  await index.scan();
  truncateSync(path, 300);
  await index.update(path);
  expect(index.get(path)?.problem).toMatchObject({ code: 'unreadable' });
  expect(index.get(path)?.program?.graph.functions).toHaveLength(1);
  link(modules);
  await index.update(path);
  expect(index.get(path)?.problem).toBeUndefined();
});

test('a program that vanishes is gone; one that is built as usual is no AutoJIT program any more', async () => {
  const { index, path, link } = setting();
  link([manifest('a.c', [{ name: 'main' }])]);
  await index.scan();
  rmSync(path);
  await index.update(path);
  expect(index.list()).toEqual([]);
  link([manifest('a.c', [{ name: 'main' }])]);
  await index.update(path);
  expect(index.list()).toHaveLength(1);
  writeProgram(path, { modules: [], store: '/s' });
  await index.update(path);
  expect(index.list()).toEqual([]);
});

test('a missing manifest is a problem until it is there', async () => {
  const { root, index, path, link } = setting();
  const lost = manifest('lost.c', [{ name: 'f' }]);
  link([manifest('a.c', [{ name: 'main' }]), lost]);
  rmSync(writeManifest(join(root, '.autojit'), lost));
  await index.scan();
  expect(index.get(path)?.program?.problems).toMatchObject([{ code: 'manifest-missing' }]);
  writeManifest(join(root, '.autojit'), lost);
  await index.scan();
  expect(index.get(path)?.program?.problems).toEqual([]);
});

test('a program that a link is about to write anew stays, whatever else is looked at', async () => {
  const { root, path, index, link } = setting();
  link([manifest('a.c', [{ name: 'main' }])]);
  await index.scan();
  rmSync(path);
  writeFileSync(join(root, 'other'), Buffer.alloc(4096), { mode: 0o755 });
  await index.update(join(root, 'other'));
  expect(index.list()).toMatchObject([{ path }]);
  await index.update(path);
  expect(index.list()).toEqual([]);
});

test('a store that is gone is named as such', async () => {
  const { root, index, path, link } = setting();
  link([manifest('a.c', [{ name: 'main' }])]);
  rmSync(join(root, '.autojit'), { recursive: true });
  await index.scan();
  expect(index.get(path)?.program?.problems).toMatchObject([{ code: 'store-gone' }]);
});

test('a program of another version is shown with that problem', async () => {
  const { index, path } = setting();
  writeProgram(path, { modules: [{ id: 'a'.repeat(64), source: 'a.c' }], store: '/s', version: 9 });
  await index.scan();
  expect(index.list()).toMatchObject([{ path, program: undefined, problem: { code: 'manifest-version' } }]);
});

test('sources that are newer than the program make it stale, until it is built again', async () => {
  const { root, index, path, link, changes } = setting();
  const modules = [manifest('a.c', [{ name: 'main' }], { directory: root })];
  const source = join(root, 'a.c');
  writeFileSync(source, 'int main;');
  utimesSync(source, 1_600_000_000, 1_600_000_000);
  link(modules);
  await index.scan();
  expect(index.get(path)?.program?.staleSources).toEqual([]);
  utimesSync(source, 1_600_000_015, 1_600_000_015);
  await index.checkSources(0);
  expect(index.get(path)?.program?.problems).toMatchObject([{ code: 'stale' }]);
  expect(changes()).toBe(2);
  // Tools that bring times along may bring an older one.
  utimesSync(source, 1_600_000_000, 1_600_000_000);
  await index.checkSources(0);
  expect(index.get(path)?.program?.staleSources).toEqual([]);
  utimesSync(source, 1_500_000_000, 1_500_000_000);
  await index.checkSources(0);
  expect(index.get(path)?.program?.staleSources).toEqual([source]);
  link(modules);
  await index.update(path);
  expect(index.get(path)?.program?.staleSources).toEqual([]);
});
