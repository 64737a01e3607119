import { sameFile, writeSamples } from '../sample.mjs';

/** Its Makefile builds these two against the static library, the shared one and with 64-bit offsets. */
const VARIANTS = ['', 'sh', '64'];
const EXAMPLES = ['enough', 'fitblk', 'gun', 'gzjoin', 'gznorm', 'zpipe', 'gzappend'];

async function minigzip(side, file) {
  const results = [];
  for (const level of ['-1', '-6', '-9', '-h', '-r'])
    results.push(
      await side.test(`minigzip ${file} ${level}`, './minigzip', ['-c', level, file], { compare: true }),
      await side.test(
        `minigzip ${file} ${level} back`,
        'sh',
        ['-c', `./minigzip ${level} < ${file} | ./minigzip -d > unpacked`],
        { check: sameFile(side.source, file, 'unpacked') },
      ),
    );
  return results;
}

async function examples(side) {
  const shell = (title, script, options) => side.test(title, 'sh', ['-ec', script], { compare: true, ...options });
  const unpacked = { check: sameFile(side.source, 'sample-text', 'unpacked') };
  return [
    await side.test('enough', './enough', [], { compare: true }),
    await shell('zpipe', './zpipe < sample-text | tee packed'),
    await shell('zpipe back', './zpipe -d < packed > unpacked', unpacked),
    await shell('fitblk', './fitblk 5000 < sample-text'),
    await shell('fitblk of noise', './fitblk 20000 < sample-noise', { compare: 'text' }),
    await shell('gun', './minigzip < sample-text > a.gz; ./gun < a.gz > unpacked', unpacked),
    await shell('gun -t', './gun -t a.gz', { compare: 'text' }),
    await shell('gzjoin', './minigzip -9 < sample-run > b.gz; ./gzjoin a.gz b.gz | tee ab.gz | ./gun'),
    await shell('gznorm', './gznorm < ab.gz'),
    await shell('gzappend', './gzappend a.gz sample-noise; cat a.gz | ./gun'),
  ];
}

export default {
  name: 'zlib',
  sources: [{ name: 'zlib', version: '1.2.13.dfsg' }],
  about: 'its `make test` (static, shared, 64-bit), `infcover`, minigzip round trips, and seven of its examples',
  async build(side) {
    const env = { CC: side.cc, CFLAGS: side.flags };
    await side.configure('./configure', [], { env });
    await side.make(['all', 'infcover']);
    for (const name of EXAMPLES)
      await side.build(side.cc, [...side.flags.split(' '), '-w', '-I.', `examples/${name}.c`, 'libz.a', '-o', name]);
  },
  async test(side) {
    const files = writeSamples(side.source);
    const library = { env: { LD_LIBRARY_PATH: side.source } };
    const own = [];
    for (const variant of VARIANTS)
      own.push(
        await side.test(`example${variant}`, `./example${variant}`, [`tmp${variant}`], { compare: true, ...library }),
        await side.test(
          `minigzip${variant}`,
          'sh',
          ['-c', `echo hello world | ./minigzip${variant} | ./minigzip${variant} -d`],
          { compare: true, ...library },
        ),
      );
    own.push(await side.test('infcover', './infcover', [], { compare: 'text' }));
    for (const file of files) own.push(...(await minigzip(side, file)));
    return [...own, ...(await examples(side))];
  },
};
