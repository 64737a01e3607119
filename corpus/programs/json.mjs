import fs from 'node:fs';
import path from 'node:path';

/** Units that read files of a separate repository of test data, which Debian does not ship, or that must be the only one in a program. */
const NEEDS_DATA = /test_data\.hpp|TEST_DATA_DIRECTORY/;

/**
 * A third of those that remain, chosen for what they do differently (exceptions, custom allocators and types, wide strings, iterators, parsing, numbers):
 * each takes up to a minute to compile at -O2. Left out are the binary formats, the four that try all of Unicode, and those whose templates one of these
 * instantiates too.
 */
const UNITS = [
  ...[
    'algorithms',
    'allocator',
    'alt-string',
    'capacity',
    'class_lexer',
    'comparison',
    'deserialization',
    'element_access1',
  ],
  ...[
    'iterators1',
    'merge_patch',
    'json_pointer',
    'modifiers',
    'noexcept',
    'serialization',
    'to_chars',
    'udt',
    'wstring',
  ],
];

const TIMEOUT = 20 * 60_000;

/** What doctest says at the end: one line for test cases, one for assertions. */
const summary = (text) => [...text.matchAll(/\[doctest\] (?:test cases|assertions): *(.*)/g)].map(([, line]) => line);

export default {
  name: 'json',
  sources: [{ name: 'nlohmann-json3', version: '3.11.2' }],
  about: `${UNITS.length} of nlohmann-json’s unit test files that need no separate test data, a program each, by doctest`,
  async build(side) {
    const [tests, main] = ['tests/src', 'unit.o'];
    const flags = [
      ...side.flags.split(' '),
      '-std=c++17',
      '-w',
      '-Isingle_include',
      '-Itests/thirdparty/doctest',
      '-Itests/thirdparty/fifo_map',
    ];
    await side.build(side.cxx, [...flags, '-c', `${tests}/unit.cpp`, '-o', main]);
    await side.each(UNITS, async (unit) => {
      const file = `${tests}/unit-${unit}.cpp`;
      if (NEEDS_DATA.test(fs.readFileSync(path.join(side.source, file), 'utf8'))) throw new Error(`${unit} needs data`);
      side.progress(`compiling ${unit}`);
      await side.build(side.cxx, [...flags, file, main, '-o', `unit-${unit}`]);
    });
  },
  test: (side) =>
    side.each(UNITS, async (unit) => {
      const result = await side.test(unit, `./unit-${unit}`, ['--no-colors'], {
        timeout: TIMEOUT,
        check: ({ stdout }) => (summary(stdout).length === 2 ? undefined : 'printed no summary'),
      });
      return result;
    }),
};
