import fs from 'node:fs';
import path from 'node:path';
import { run } from '../../tooling/exec.mjs';

const FOLDER = 'gcc/testsuite/gcc.c-torture/execute';
const TIMEOUT = 30_000;

/** Tests that are no measure for AutoJIT, each with its reason. */
const LEFT_OUT = {
  'builtins/strlen-3.c':
    'its strlen aborts unless the compiler computes each call; a constant that has an address stays in the object, so the engine does not see its text',
};

/** The suite is older than the errors that clang makes of these. */
const OLD_C = ['function-declaration', 'int'].map((name) => `-Wno-implicit-${name}`);
const LENIENT = ['-w', ...OLD_C, '-Wno-int-conversion', '-Wno-incompatible-pointer-types', '-Wno-return-type'];

const wanted = (text) =>
  [...text.matchAll(/dg-(?:additional-)?options "([^"]*)"/g)].flatMap(([, words]) =>
    words.split(/\s+/).filter(Boolean),
  );

/** Tests of built-in functions bring a library of their own, and share a main. */
const sourcesOf = (file) =>
  path.basename(path.dirname(file)) === 'builtins'
    ? [file, file.replace(/\.c$/, '-lib.c'), path.join(path.dirname(file), 'lib', 'main.c')]
    : [file];

const isTest = (name) =>
  name.endsWith('.c') &&
  !Object.hasOwn(LEFT_OUT, name) &&
  !name.endsWith('-lib.c') &&
  !name.startsWith('builtins/lib/');

/** A test says by its exit code whether it passed (some write addresses); one that aborts in the regular build too is left out by the comparison. */
async function runOne(side, file) {
  const name = path.relative(FOLDER, file);
  const out = path.join(side.folder, 'programs', name.replaceAll('/', '-').replace(/\.c$/, ''));
  const flags = [
    ...side.flags.split(' '),
    ...LENIENT,
    ...wanted(fs.readFileSync(path.join(side.source, file), 'latin1')),
  ];
  const compiled = await side.observe(side.cc, [...flags, ...sourcesOf(file), '-o', out, '-lm'], {
    timeout: TIMEOUT * 4,
  });
  if (compiled.code !== 0)
    return { name, passed: false, says: 'does not compile', stderr: compiled.stderr.slice(-1000) };
  const result = await side.test(name, out, [], { cwd: path.dirname(out), timeout: TIMEOUT });
  fs.rmSync(out);
  return result;
}

export default {
  name: 'gcc-torture',
  sources: [{ name: 'gcc-12', version: '12.2.0' }],
  about: `GCC’s \`gcc.c-torture/execute\`, one program a file, with the options that each asks for; those that fail in the regular build are left out, and ${Object.entries(
    LEFT_OUT,
  )
    .map(([name, reason]) => `\`${name}\` (${reason})`)
    .join(', ')}`,
  /** A tar ball in a tar ball, of which one folder is needed. */
  async unpack([tarball], folder, io) {
    fs.mkdirSync(folder, { recursive: true });
    const extract = (archive, pattern, depth) =>
      run(
        'tar',
        ['--no-same-owner', '--wildcards', `--strip-components=${depth}`, '-C', folder, '-xf', archive, pattern],
        io,
      );
    await extract(tarball, '*/gcc-*-dfsg.tar.xz', 1);
    const [inner] = fs.readdirSync(folder);
    await extract(path.join(folder, inner), `*/${FOLDER}`, 1);
    fs.rmSync(path.join(folder, inner));
  },
  test(side) {
    fs.mkdirSync(path.join(side.folder, 'programs'));
    const files = fs
      .readdirSync(path.join(side.source, FOLDER), { recursive: true })
      .filter(isTest)
      .sort()
      .map((name) => path.join(FOLDER, name))
      .filter((file) => side.expected?.get(path.relative(FOLDER, file))?.passed !== false);
    return side.each(files, (file) => runOne(side, file));
  },
};
