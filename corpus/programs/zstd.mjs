import { sameFile, writeSamples } from '../sample.mjs';

/** What its `playTests.sh` does with the command line, in twenty runs instead of thousands: each is a process of its own, which compiles what it calls anew. */
const COMMANDS = {
  'keep, list and test': 'zstd -q -f a; zstd -l a.zst; zstd -lv a.zst | grep -c Ratio; zstd -q -t a.zst',
  'a dictionary':
    'zstd -q --train pieces/* --maxdict=4K -o dictionary; zstd -q -D dictionary -c pieces/x001 | zstd -q -d -D dictionary',
  'the wrong dictionary': 'zstd -q -D dictionary -c pieces/x002 > d.zst; zstd -q -t d.zst && exit 1; echo refused',
  'a patch': 'zstd -q -f --patch-from=a b -o patch; zstd -q -d -c --patch-from=a patch | cmp - b',
  'several frames': 'zstd -q -c a > two.zst; zstd -q -c b >> two.zst; zstd -q -dc two.zst | cmp - both',
  'a truncated file': 'zstd -q -c a | head -c 1000 > short.zst; zstd -q -t short.zst && exit 1; echo refused',
  'content size, no check, target block size':
    'zstd -q --no-check --stream-size=$(wc -c < a) -c < a | zstd -q -d | cmp - a',
  'an unknown option': 'zstd --no-such-option a && exit 1; echo refused',
};

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

async function roundTrips(side, [text, noise, ...others]) {
  const pairs = [text, noise].flatMap((file) => SETTINGS.map((setting) => [file, setting]));
  const results = [];
  for (const [file, setting] of [...pairs, ...others.map((other) => [other, SETTINGS[1]])])
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
  ['fuzzer', './fuzzer', ['-s4711', '-i150']],
  ['zstreamtest', './zstreamtest', ['-s4711', '-i60']],
  ['zstreamtest --newapi', './zstreamtest', ['--newapi', '-t1', '-s4711', '-i60']],
  ['poolTests', './poolTests', []],
  ['legacy', './legacy', []],
  ['invalidDictionaries', './invalidDictionaries', []],
  ['decodecorpus', './decodecorpus', ['-t', '-s4711', '-n60']],
];

export default {
  name: 'zstd',
  sources: [{ name: 'libzstd', version: '1.5.4+dfsg2' }],
  about:
    'its fuzzers with a fixed seed, its other test programs, its command line by commands of ours (its own `playTests.sh` starts thousands), and round trips with two threads',
  async build(side) {
    const flags = [`CC=${side.cc}`, `CFLAGS=${side.flags} -w`, 'MOREFLAGS='];
    await side.make(['-C', 'programs', ...flags, 'zstd']);
    const targets = ['datagen', 'fuzzer', 'zstreamtest', 'poolTests', 'legacy', 'invalidDictionaries', 'decodecorpus'];
    await side.make(['-C', 'tests', ...flags, ...targets]);
  },
  async test(side) {
    const results = [];
    for (const [title, command, args] of own) results.push(await side.test(title, command, args, { cwd: 'tests' }));
    const files = writeSamples(side.source);
    const prepare =
      'head -c 90000 sample-text > a; sed s/e/i/ a > b; cat a b > both; mkdir pieces; split -b 1000 -d -a 3 sample-text pieces/x';
    await side.build('sh', ['-ec', prepare]);
    const env = { PATH: `${side.source}/programs:${process.env.PATH}` };
    for (const [title, script] of Object.entries(COMMANDS))
      results.push(await side.test(title, 'sh', ['-ec', script], { env, compare: true }));
    return [...results, ...(await roundTrips(side, files))];
  },
};
