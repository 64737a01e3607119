import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { ownershipOf } from '../call-graph/ownership.js';
import { manifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { callsBetween, partsOf } from './parts.js';
import { findSections, sectionAt } from './sections.js';

const AMALGAMATION = `int before;
/************** Begin file a.c ****************/
1
/************** Begin file b.h ***************/
2
/************** End of b.h *******************/
/************** Continuing where we left off in a.c ***/
3
/********** Begin ../ext/c.c **********/
4
/********** End ../ext/c.c **********/
5
/************** Begin file d.c ******/
6
/* Begin file e.c: a comment, no marker */
/************** Begin file f.c ******/
`;

test('sections of an amalgamation end where the next begins, and one in another goes on after it', () => {
  const sections = findSections(AMALGAMATION);
  const at = (text: string): string | undefined => sectionAt(sections, AMALGAMATION.split('\n').indexOf(text) + 1);
  expect(['1', '2', '3', '4', '5', '6'].map(at)).toEqual(['a.c', 'b.h', 'a.c', 'c.c', undefined, 'd.c']);
  expect(sectionAt(sections, 1)).toBeUndefined();
});

test('a file that was not put together from others has no sections', () => {
  expect(findSections('/**** Begin file a.c ****/\n/**** Begin file b.c ****/\n')).toEqual([]);
  expect(findSections('')).toEqual([]);
});

const partNames = (parts: ReturnType<typeof partsOf>, count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const part = parts.parts[parts.of[index] ?? -1];
    return `${parts.folders[part?.folder ?? -1]?.label ?? ''} > ${part?.label ?? ''}`;
  });

test('a part is a class, else a file; libraries are one part each', () => {
  const graph = linkCallGraph([
    manifest('db/a.cc', [
      { name: 'f', display: 'leveldb::DBImpl::Get(int)' },
      { name: 'g', display: 'leveldb::open(char const*)' },
      { name: 'h', display: '<words::Index as core::fmt::Display>::fmt' },
      { name: 'i', display: 'std::vector<int>::push_back(int)', file: '/usr/include/c++/12/bits/stl_vector.h' },
    ]),
    manifest('util/b.cc', [{ name: 'main', display: 'main' }]),
  ]);
  const parts = partsOf(graph, ownershipOf(graph));
  expect(partNames(parts, 5)).toEqual([
    ...['db > DBImpl', 'db > a.cc', 'db > Index', 'libstdc++ > libstdc++', 'util > b.cc'],
  ]);
  expect(parts.folders.filter(({ library }) => library).map(({ label }) => label)).toEqual(['libstdc++']);
});

test('parts are sections where a file has them, and calls between parts are counted', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'all.c'), AMALGAMATION);
  const line = (text: string): number => AMALGAMATION.split('\n').indexOf(text) + 1;
  const graph = linkCallGraph([
    manifest(
      'all.c',
      [
        { name: 'a', line: line('1'), calls: ['d', 'a2'] },
        { name: 'd', line: line('6') },
        { name: 'a2', line: line('3'), calls: ['d'] },
        { name: 'own', line: line('5') },
      ],
      { directory: folder },
    ),
  ]);
  const parts = partsOf(graph, ownershipOf(graph));
  expect(partNames(parts, 4)).toEqual(['all.c > a.c', 'all.c > d.c', 'all.c > a.c', 'all.c > all.c']);
  expect(callsBetween(graph, parts)).toEqual([0, 1, 2]);
});
