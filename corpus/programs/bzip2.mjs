import fs from 'node:fs';
import path from 'node:path';
import { sameFile, writeSamples } from '../sample.mjs';

/** Every file at every block size, through the program and back; what is written must be the same on both sides. */
async function roundTrips(side, files) {
  const results = [];
  for (const file of files)
    for (const level of ['-1', '-5', '-9', '-9 --small'])
      results.push(
        await side.test(`${file} ${level}`, 'sh', ['-c', `./bzip2 -k ${level} -c ${file} > packed && cat packed`], {
          compare: true,
        }),
        await side.test(`${file} ${level} back`, 'sh', ['-c', `./bunzip2 ${level.slice(3)} < packed > unpacked`], {
          check: sameFile(side.source, file, 'unpacked'),
        }),
      );
  return results;
}

/** A damaged archive must be refused, tested and recovered in the same words. */
async function damaged(side) {
  await side.observe('sh', ['-c', './bzip2 -1 -k -c sample-text > damaged.bz2']);
  const file = path.join(side.source, 'damaged.bz2');
  const bytes = fs.readFileSync(file);
  bytes[bytes.length >> 1] ^= 0x10;
  fs.writeFileSync(file, bytes);
  return [
    await side.test('test a damaged file', './bzip2', ['-tvv', 'damaged.bz2'], { status: 2, compare: 'text' }),
    await side.test('unpack a damaged file', './bzip2', ['-dc', 'damaged.bz2'], { status: 2, compare: true }),
    await side.test('recover a damaged file', './bzip2recover', ['damaged.bz2'], { compare: 'text' }),
    await side.test('no such file', './bzip2', ['nowhere'], { status: 1, compare: 'text' }),
    await side.test('not an archive', './bzip2', ['-tv', 'sample-noise'], { status: 2, compare: 'text' }),
  ];
}

export default {
  name: 'bzip2',
  sources: [{ name: 'bzip2', version: '1.0.8' }],
  about: 'its `make test`, round trips of four files at four settings, and damaged archives',
  build: (side) =>
    side.make([
      `CC=${side.cc}`,
      `CFLAGS=-Wall -Winline ${side.flags} -D_FILE_OFFSET_BITS=64`,
      ...['libbz2.a', 'bzip2', 'bzip2recover'],
    ]),
  async test(side) {
    fs.symlinkSync('bzip2', path.join(side.source, 'bunzip2'));
    const own = await side.test('make test', 'make', ['test', `CC=${side.cc}`, `CFLAGS=${side.flags}`]);
    const files = writeSamples(side.source);
    return [own, ...(await roundTrips(side, files)), ...(await damaged(side))];
  },
};
