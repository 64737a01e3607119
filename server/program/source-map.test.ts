import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { moduleSource } from '../call-graph/module.js';
import { onThisMachine, type SourceMap } from './source-map.js';

const compiled = (directory: string, source: string, file: string) => ({
  ...manifest(source, [{ name: 'f' }]),
  ...{ directory, source },
  functions: manifest(source, [{ name: 'f', file }]).functions,
});

function places(one: ReturnType<typeof compiled>, map: SourceMap = {}): (string | undefined)[] {
  const here = onThisMachine(one, '/home/ada/app/.autojit', map);
  return [moduleSource(here), here.functions[0]?.file];
}

test('what was compiled here stays as it is, and the manifest the same object', () => {
  const one = compiled('/home/ada/app', 'a.c', '/home/ada/app/a.c');
  expect(places(one)).toEqual(['/home/ada/app/a.c', '/home/ada/app/a.c']);
  expect(onThisMachine(one, '/home/ada/app/.autojit', {})).toBe(one);
});

test('a folder of a container is one of this machine, the longest that fits', () => {
  const map = { '/src': '/home/ada/app', '/src/third': '/opt/third' };
  expect(places(compiled('/src', 'a.c', '/src/include/a.h'), map)).toEqual([
    '/home/ada/app/a.c',
    '/home/ada/app/include/a.h',
  ]);
  expect(places(compiled('/src', '/src/third/x.c', '/srcs/y.h'), map)).toEqual(['/opt/third/x.c', '/srcs/y.h']);
  expect(places(compiled('/build', '../src/a.c', '/src/a.c'), { '/': '/root/of/it', '/src': '/home/ada/app' })).toEqual(
    ['/home/ada/app/a.c', '/home/ada/app/a.c'],
  );
});

test('relative paths count from the folder of the store, or from where the map has the dot', () => {
  const one = compiled('.', 'lib/a.c', 'lib/a.c');
  expect(places(one)).toEqual(['/home/ada/app/lib/a.c', '/home/ada/app/lib/a.c']);
  expect(places(one, { '.': '/elsewhere' })).toEqual(['/elsewhere/lib/a.c', '/elsewhere/lib/a.c']);
  expect(places(compiled('out', '../a.c', 'a.c'))).toEqual(['/home/ada/app/a.c', '/home/ada/app/a.c']);
});

test.each(['moved', 'copied'])('a folder that was %s with its store has its own sources', (how) => {
  const [old, here] = [join(temporaryFolder(), 'project'), join(temporaryFolder(), 'renamed')];
  const value = manifest('src/main.c', [{ name: 'main', line: 1 }], { directory: old });
  const write = (folder: string): void => {
    mkdirSync(join(folder, 'src'), { recursive: true });
    mkdirSync(join(folder, '.autojit'));
    // Another one of that name, nearer to the store.
    for (const name of ['src/main.c', 'main.c']) writeFileSync(join(folder, name), '');
  };
  write(here);
  if (how === 'copied') write(old);
  const found = onThisMachine(value, join(here, '.autojit'), {});
  expect([found.source, ...found.functions.map(({ file }) => file)]).toEqual(Array(2).fill(join(here, 'src/main.c')));
});

test('what is built outside of its sources, or into a store of elsewhere, is not taken for moved', () => {
  const root = temporaryFolder();
  for (const name of ['src', 'build']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'made.c'), '');
  }
  const value = manifest('made.c', [{ name: 'main', line: 1 }], { directory: join(root, 'build') });
  for (const store of ['src/.autojit', 'build/.autojit', 'src/store'])
    expect(onThisMachine(value, join(root, store), {})).toBe(value);
});
