import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import type { Program } from '../program/program.js';
import { type FunctionSketch, manifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { hasTests, programTests } from './program-tests.js';

const BODY = 'Twice_Doubles_Test::TestBody()';

function programOf(directory: string, sources: Record<string, FunctionSketch[]>): Program {
  const manifests = Object.entries(sources).map(([file, functions]) => manifest(file, functions, { directory }));
  return { path: '/w/tests', graph: linkCallGraph(manifests) } as unknown as Program;
}

test('all tests of a program come from its sources, or from the text that is open', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.cpp'), '\nTEST(Twice, Doubles) {}\n');
  writeFileSync(join(folder, 'b.cpp'), 'TEST_CASE("is old") {}\n');
  const program = programOf(folder, {
    'b.cpp': [{ name: 'catch', display: 'CATCH2_INTERNAL_TEST_0()', linkage: 'internal', line: 1 }],
    'a.cpp': [{ name: 'body', display: BODY, line: 2 }],
    'main.cpp': [{ name: 'main' }],
  });
  const asked: string[] = [];
  const tests = await programTests(program, (file) => {
    asked.push(file);
    return file.endsWith('b.cpp') ? ['', 'TEST_CASE("is new") {}'] : undefined;
  });
  expect(tests).toEqual([
    {
      ...{ name: 'Twice.Doubles', id: 'body', file: join(folder, 'a.cpp'), line: 2 },
      ...{ framework: 'googletest', suites: ['Twice'], label: 'Doubles' },
      start: { args: ['--gtest_filter=Twice.Doubles'] },
    },
    {
      ...{ name: 'is new', id: `${folder}/b.cpp#catch`, file: join(folder, 'b.cpp'), line: 2 },
      ...{ framework: 'catch2', suites: ['b.cpp'], label: 'is new', start: { args: ['is new'] } },
    },
  ]);
  expect(asked, 'nothing else is read').not.toContain(join(folder, 'main.cpp'));
});

test('a source that is gone has the tests that their classes name, and no others', async () => {
  const program = programOf('/nowhere', {
    'a.cpp': [{ name: 'body', display: BODY }],
    'b.cpp': [{ name: 'catch', display: 'CATCH2_INTERNAL_TEST_0()' }],
  });
  expect((await programTests(program, () => undefined)).map(({ name }) => name)).toEqual(['Twice.Doubles']);
});

test('a program is known to hold tests without a look into its sources', () => {
  const has = (display: string): boolean =>
    hasTests(programOf('/nowhere', { 'a.rs': [{ name: 'main' }, { name: 'one', display }] }).graph);
  expect(['twice(int)', 'words::tests::works', 'shop::test::assert_test_result'].map(has)).toEqual([
    false,
    false,
    false,
  ]);
  expect([BODY, 'CATCH2_INTERNAL_TEST_0()', 'test::assert_test_result'].map(has)).toEqual([true, true, true]);
});
