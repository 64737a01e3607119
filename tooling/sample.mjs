// A large input that is the same on every machine: text that compresses about as well as prose.
import fs from 'node:fs';
import path from 'node:path';

const words = (
  'the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one ' +
  'you were her all she there would their we him been has when who will more no if out so said what up its about into than them can only ' +
  'function module stub slot program linker symbol code call graph compile lazy runtime memory address table bytes'
).split(' ');

/** A small generator with a fixed seed (xorshift32): the file must not depend on the machine. */
function generator(seed) {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

/** Makes sure that `file` holds exactly `size` bytes of sample text. */
export function writeSample(file, size) {
  if (fs.existsSync(file) && fs.statSync(file).size === size) return file;
  const next = generator(20260131);
  const bytes = Buffer.alloc(size);
  let at = 0;
  let column = 0;
  while (at < size) {
    // Squaring makes the first words of the list the frequent ones; a number now and then keeps it from being too regular.
    const word = next() < 0.04 ? String(Math.floor(next() * 1e6)) : words[Math.floor(next() ** 2 * words.length)];
    column += word.length + 1;
    at += bytes.write(word + (column > 90 ? '\n' : ' '), at, 'latin1');
    if (column > 90) column = 0;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.partial`, bytes);
  fs.renameSync(`${file}.partial`, file);
  return file;
}
