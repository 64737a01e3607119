import { expect, test } from 'vitest';
import { fromIstanbul, fromLlvm, markdown } from './coverage.mjs';

const istanbul = {
  total: { lines: { total: 1, covered: 1 } },
  '/r/server/run/run.ts': { lines: { total: 100, covered: 40 } },
  '/r/server/run/overlay.ts': { lines: { total: 20, covered: 15 } },
};
const llvm = {
  data: [
    {
      files: [
        { filename: '/r/toolchain/engine/Compile.cpp', summary: { lines: { count: 50, covered: 50 } } },
        { filename: '/usr/lib/llvm-22/include/llvm/ADT/StringRef.h', summary: { lines: { count: 9, covered: 0 } } },
      ],
    },
  ],
};

test('both tools give lines by file, of our files alone', () => {
  expect(fromIstanbul(istanbul, '/r')).toEqual([
    { file: 'server/run/run.ts', lines: 100, covered: 40 },
    { file: 'server/run/overlay.ts', lines: 20, covered: 15 },
  ]);
  expect(fromLlvm(llvm, '/r')).toEqual([{ file: 'toolchain/engine/Compile.cpp', lines: 50, covered: 50 }]);
});

test('the page sums up rooms and names the files with holes, the largest first', () => {
  const text = markdown([{ title: 'TypeScript', what: 'By unit tests.', files: fromIstanbul(istanbul, '/r') }]);
  expect(text).toContain('## TypeScript: 46 % of 120 lines');
  expect(text).toContain('| `server/run` | 120 | 46 % |');
  expect(text).toContain('| `server/run/run.ts` | 60 | 40 % |');
  expect(text).not.toContain('overlay.ts');
});
