import { sameFile, writeSamples } from '../sample.mjs';

/** Every setting with the number of threads: windows, long distances, dictionaries' strategies and checks all have code of their own. */
const SETTINGS = [
  '-1',
  '-3 -T2',
  '-9 -T2',
  '-19 -T2',
  '--fast=5 -T2',
  '-6 --long=24 -T2',
  '-12 -T2 -B65536',
  '--ultra -22',
];

async function roundTrips(side, files) {
  const results = [];
  for (const file of files)
    for (const setting of SETTINGS)
      results.push(
        await side.test(`${file} ${setting}`, 'sh', ['-c', `programs/zstd -q -c ${setting} ${file} | tee packed`], {
          compare: true,
        }),
        await side.test(`${file} ${setting} back`, 'sh', ['-c', 'programs/zstd -q -d --long=27 < packed > unpacked'], {
          check: sameFile(side.source, file, 'unpacked'),
        }),
      );
  return results;
}

/** Its own tests; the fuzzers with a fixed seed and a number of rounds, so that both sides do the same. */
const own = [
  ['playTests.sh', 'sh', ['./playTests.sh']],
  ['fuzzer', './fuzzer', ['-s4711', '-i1500']],
  ['zstreamtest', './zstreamtest', ['-s4711', '-i400']],
  ['zstreamtest --newapi', './zstreamtest', ['--newapi', '-t1', '-s4711', '-i300']],
  ['poolTests', './poolTests', []],
  ['legacy', './legacy', []],
  ['invalidDictionaries', './invalidDictionaries', []],
  ['decodecorpus', './decodecorpus', ['-t', '-s4711', '-n300']],
];

export default {
  name: 'zstd',
  sources: [{ name: 'libzstd', version: '1.5.4+dfsg2' }],
  about:
    'its `playTests.sh` without the long part, its fuzzers with a fixed seed, its other test programs, and round trips with two threads',
  async build(side) {
    const flags = [`CC=${side.cc}`, `CFLAGS=${side.flags} -w`, 'MOREFLAGS='];
    await side.make(['-C', 'programs', ...flags, 'zstd']);
    const targets = ['datagen', 'fuzzer', 'zstreamtest', 'poolTests', 'legacy', 'invalidDictionaries', 'decodecorpus'];
    await side.make(['-C', 'tests', ...flags, ...targets]);
  },
  async test(side) {
    const results = [];
    const env = { ZSTD_BIN: `${side.source}/programs/zstd`, DATAGEN_BIN: './datagen' };
    for (const [title, command, args] of own)
      results.push(await side.test(title, command, args, { cwd: 'tests', env }));
    return [...results, ...(await roundTrips(side, writeSamples(side.source)))];
  },
};
