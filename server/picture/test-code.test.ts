import { expect, test } from 'vitest';
import { isTestCode } from './test-code.js';

const isTest = (source: string, signature = 'f()') => isTestCode({ source, file: source, signature });

test('folders and names of test files are known', () => {
  for (const file of [
    '/p/test/a.c',
    '/p/tests/deep/a.cc',
    '/p/src/buffer_test.cpp',
    '/p/src/BufferTest.cpp',
    '/p/test_io.c',
  ])
    expect([file, isTest(file)]).toEqual([file, true]);
});

test('code that only sounds like a test is none', () => {
  for (const file of ['/p/src/contest.c', '/p/src/latest.c', '/p/testimony/a.c', '/p/src/attestation.cpp'])
    expect([file, isTest(file)]).toEqual([file, false]);
});

test('what test frameworks generate is known by its name', () => {
  expect(isTest('/p/a.cc', 'Suite_Name_Test::TestBody()')).toBe(true);
  expect(isTest('/p/a.rs', 'pack::tests::round_trip')).toBe(true);
  expect(isTest('/p/a.cc', 'Tester::run()')).toBe(false);
});
