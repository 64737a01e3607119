import { expect, test } from 'vitest';
import { manifest } from '../testing/manifests.js';
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
