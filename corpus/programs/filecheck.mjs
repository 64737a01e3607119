import fs from 'node:fs';
import path from 'node:path';
import { Failure, run } from '../../tooling/exec.mjs';

const TIMEOUT = 20 * 60_000;

/** LLVM wants a build type, and asserts in none of them unless it is told to. */
const buildType = { O0: 'Debug', O2: 'Release' };

/** What its tests call beside FileCheck itself. */
const TARGETS = ['FileCheck', 'FileCheckTests', 'count', 'not', 'llvm-config'];

/** All of LLVM is 160,000 files; these are enough to configure it and to build FileCheck. */
const PARTS = ['llvm', 'cmake', 'third-party'];
const LEFT_OUT = [
  'docs',
  'test/Analysis',
  'test/CodeGen',
  'test/DebugInfo',
  'test/MC',
  'test/tools',
  'test/Transforms',
];

/** lit hands on only what it knows of the environment. */
function letTraceThrough(side) {
  const name = 'AUTOJIT_TRACE';
  if (side.env[name] === undefined) return;
  const line = `config.environment[${JSON.stringify(name)}] = ${JSON.stringify(side.env[name])}\n`;
  fs.appendFileSync(path.join(side.source, 'build', 'test', 'lit.site.cfg.py'), line);
}

/** Runs what writes its results to `file`, as JSON. */
async function resultsOf(side, file, command, args) {
  const { stderr, stdout } = await side.observe(command, args, { timeout: TIMEOUT });
  if (!fs.existsSync(file)) throw new Failure(`${command} left no results behind: ${stderr || stdout}`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

async function lit(side) {
  side.progress('its lit tests');
  const file = path.join(side.folder, 'lit.json');
  const args = ['llvm/utils/lit/lit.py', `-j${side.jobs}`, '--output', file, 'build/test/FileCheck'];
  const { tests } = await resultsOf(side, file, 'python3', args);
  return tests
    .filter(({ code }) => code !== 'UNSUPPORTED')
    .map(({ name, code, output }) => {
      const passed = code === 'PASS' || code === 'XFAIL';
      return { name, passed, ...(!passed && { says: code, stdout: output.slice(-2000) }) };
    });
}

async function unitTests(side) {
  side.progress('its unit tests');
  const file = path.join(side.folder, 'unit.json');
  const program = 'build/unittests/FileCheck/FileCheckTests';
  const { testsuites } = await resultsOf(side, file, program, [`--gtest_output=json:${file}`]);
  return testsuites.flatMap((suite) =>
    suite.testsuite.map(({ name, failures = [] }) => ({
      name: `${suite.name}.${name}`,
      passed: failures.length === 0,
      ...(failures.length > 0 && { says: failures[0].failure }),
    })),
  );
}

/** Each of its tests as checks and input at once: whatever comes out must be the same, and how it ends. */
const onItself = (side) =>
  side.each(fs.readdirSync(path.join(side.source, 'llvm/test/FileCheck')).filter(isTest).sort(), (name) => {
    const input = `llvm/test/FileCheck/${name}`;
    const args = [input, '--input-file', input, '-vv', '--dump-input=always', '--color'];
    const script = 'build/bin/FileCheck "$@" 2>&1; echo "ended with $?"';
    return side.test(`${name} on itself`, 'sh', ['-c', script, 'FileCheck', ...args], { compare: true });
  });
const isTest = (name) => name.endsWith('.txt');

export default {
  name: 'filecheck',
  // The last that the release itself has.
  sources: [{ name: 'llvm-toolchain-19', version: '19.1.7' }],
  about:
    'FileCheck from LLVM’s own source with what it is made of (Support, Demangle): its lit tests, its unit tests, and the output of each lit test on itself',
  async unpack([tarball], folder, io) {
    fs.mkdirSync(folder, { recursive: true });
    const top = path.basename(tarball).replace(/\.orig\.tar\..*$/, '');
    const members = [...PARTS.map((part) => `*/${part}`), ...LEFT_OUT.map((part) => `--exclude=*/llvm/${part}`)];
    await run(
      'tar',
      ['-xf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner', '--wildcards', ...members],
      {
        title: `unpacking ${top}`,
        ...io,
      },
    );
  },
  async build(side, targets = TARGETS) {
    const type = buildType[side.level];
    const options = [
      `CMAKE_BUILD_TYPE=${type}`,
      `CMAKE_C_COMPILER=${side.cc}`,
      `CMAKE_CXX_COMPILER=${side.cxx}`,
      `CMAKE_C_FLAGS_${type.toUpperCase()}=${side.flags}`,
      `CMAKE_CXX_FLAGS_${type.toUpperCase()}=${side.flags}`,
      ...['LLVM_TARGETS_TO_BUILD=X86', 'LLVM_ENABLE_ASSERTIONS=OFF', 'LLVM_ENABLE_BINDINGS=OFF'],
      ...['LLVM_INCLUDE_BENCHMARKS=OFF', 'LLVM_INCLUDE_EXAMPLES=OFF', 'LLVM_INCLUDE_DOCS=OFF'],
      ...['LLVM_ENABLE_LIBXML2=OFF', 'LLVM_ENABLE_ZSTD=OFF', 'LLVM_ENABLE_LIBEDIT=OFF'],
    ].map((set) => `-D${set}`);
    await side.configure('cmake', ['-G', 'Ninja', '-S', 'llvm', '-B', 'build', '-Wno-dev', ...options]);
    await side.build('cmake', ['--build', 'build', `-j${side.jobs}`, '--target', ...targets]);
  },
  async test(side) {
    letTraceThrough(side);
    return [...(await lit(side)), ...(await unitTests(side)), ...(await onItself(side))];
  },
};
