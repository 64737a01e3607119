// The test suites, each with a reader for its runner's own account of what passed.
import fs from 'node:fs';
import path from 'node:path';
import { fetchSources, runProgram } from '../corpus/driver.mjs';
import zlib from '../corpus/programs/zlib.mjs';
import { Failure, run } from '../tooling/exec.mjs';
import { fuzzAll } from '../tooling/fuzzers.mjs';
import { cache, root } from '../tooling/paths.mjs';
import { buildFolder, buildPreset } from '../tooling/toolchain.mjs';

const results = path.join(cache, 'test-results');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);

function readJson(file, runner) {
  if (!fs.existsSync(file)) throw new Failure(`${runner} left no results behind.`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** A fresh place for a runner's results: what an earlier run left must not count. */
function resultFile(name) {
  fs.mkdirSync(results, { recursive: true });
  const file = path.join(results, name);
  fs.rmSync(file, { force: true });
  return file;
}

/** A check has no tests of its own: it counts as one. */
const check = (name, id, command, args) => ({
  name,
  id,
  async run(io) {
    const status = await run(command, args, { cwd: root, anyExit: true, ...io });
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  },
});

const vitest = (name, id, ...more) => ({
  name,
  id,
  async run(io) {
    const file = resultFile(`${id}.json`);
    const status = await run(
      bin('vitest'),
      ['run', ...more, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      { cwd: root, anyExit: true, ...io },
    );
    const { numPassedTests, numFailedTests, numPendingTests } = readJson(file, 'vitest');
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests, status };
  },
});

/** What the suites of a JUnit file say of their tests; `except` leaves out test cases by name. */
export function countJUnit(xml, except = []) {
  const attribute = (text, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, head, end, body] of xml.matchAll(/<testcase\b([^>]*?)(\/?)>(?:(?<!\/>)([\s\S]*?)<\/testcase>)?/g)) {
    if (except.includes(attribute(head, 'name'))) continue;
    const inside = end ? '' : (body ?? '');
    if (/<(failure|error)\b/.test(inside)) counts.failed++;
    else if (/<skipped\b/.test(inside)) counts.skipped++;
    else counts.passed++;
  }
  return counts;
}

/** ctest runs lit as a test of its own for each way to reach an engine; lit knows what was in it. */
const LIT_RUNS = ['toolchain', 'toolchain-daemon', 'toolchain-static', 'toolchain-19'];

const toolchain = (name, id, preset, { before, runs = LIT_RUNS, only = [] } = {}) => ({
  name,
  id,
  async run(io) {
    await before?.(io);
    const build = buildFolder(preset);
    const litFiles = runs.map((run) => path.join(build, `${run}-tests.xml`));
    const ctestFile = resultFile(`${id}.xml`);
    for (const file of litFiles) fs.rmSync(file, { force: true });
    const args = ['--test-dir', build, '--output-on-failure', '--no-tests=error', '--output-junit', ctestFile, ...only];
    const status = await run('ctest', args, { anyExit: true, ...io });
    for (const file of [ctestFile, ...litFiles])
      if (!fs.existsSync(file)) throw new Failure(`the toolchain's tests left no results in ${file}.`);
    const counts = [ctestFile, ...litFiles].map((file) => countJUnit(fs.readFileSync(file, 'utf8'), LIT_RUNS));
    const total = (what) => counts.reduce((sum, count) => sum + count[what], 0);
    return { passed: total('passed'), failed: total('failed'), skipped: total('skipped'), status };
  },
});

/** lit alone, on a part of the toolchain's tests with the engine in the process. */
const litSlice = (name, id, folders) => ({
  name,
  id,
  async run(io) {
    const file = resultFile(`${id}.xml`);
    const tests = folders.map((folder) => path.join(buildFolder('release'), 'test', folder));
    const args = ['-sv', '--param', 'engine=inprocess', '--xunit-xml-output', file, ...tests];
    const status = await run('/usr/lib/llvm-22/bin/lit', args, { anyExit: true, ...io });
    if (!fs.existsSync(file)) throw new Failure(`lit left no results in ${file}.`);
    return { ...countJUnit(fs.readFileSync(file, 'utf8')), status };
  },
});

/** The toolchain's tests once more, with runtime and engine under a sanitizer. */
const sanitized = (name, id, preset) =>
  toolchain(name, id, preset, {
    before: (io) => buildPreset(preset, io),
    runs: ['toolchain'],
    only: ['--tests-regex', '^toolchain$'],
  });

/** The runners in test/ write mocha's JSON to the file that AUTOJIT_TEST_RESULTS names. */
const editor = (name, id, script) => ({
  name,
  id,
  async run(io) {
    const file = resultFile(`${id}.json`);
    const status = await run(process.execPath, [path.join(root, 'test', script)], {
      cwd: root,
      anyExit: true,
      env: { AUTOJIT_TEST_RESULTS: file },
      ...io,
    });
    const { stats, flaky } = readJson(file, `test/${script}`);
    return { passed: stats.passes, failed: stats.failures, skipped: stats.pending, status, flaky };
  },
});

/** The smallest program of the corpus; `npm run corpus` runs all of them. */
const corpus = {
  name: 'A real program with its own tests (zlib at -O2)',
  id: 'test-corpus',
  async run(io) {
    let tarballs;
    try {
      tarballs = await fetchSources(zlib, io);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { passed: 0, failed: 0, skipped: 1, absent: `no source of zlib can be had here: ${error.message}` };
    }
    const row = await runProgram(zlib, 'O2', tarballs, { fresh: true, ...io });
    for (const problem of row.problems) fs.appendFileSync(io.log, `${problem}\n`);
    return { passed: row.autojit, failed: row.problems.length };
  },
};

/** A suite that takes a processor and leaves the other one to its neighbours' lane. */
const inLane = (lane, suite) => ({ ...suite, lane });

/** Each suite can be named; `quick` is those of the inner loop. */
export const suites = [
  check('Lint', 'test-lint', bin('eslint'), ['.']),
  check('Rooms', 'test-rooms', process.execPath, [path.join(root, 'scripts', 'rooms.mjs')]),
  check('Format', 'test-format', bin('prettier'), ['--check', '.']),
  check('Types', 'test-types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']),
  check('Dead code', 'test-dead-code', bin('knip'), []),
  check('Types of the graph page', 'test-page-types', bin('tsc'), ['-p', 'webview/tsconfig.json', '--noEmit']),
  vitest('Unit tests', 'test-unit'),
  toolchain('Toolchain tests', 'test-toolchain', 'release'),
  sanitized('Toolchain tests under AddressSanitizer', 'test-asan', 'asan'),
  sanitized('Tests of threads under ThreadSanitizer', 'test-tsan', 'tsan'),
  { name: 'Fuzzers', id: 'test-fuzz', run: fuzzAll },
  inLane('builds', vitest('Builds of every kind', 'test-builds', '--config', 'test/builds/vitest.config.mts')),
  inLane('builds', corpus),
  inLane('editor', editor('Integration tests in VS Code', 'test-integration', 'run-integration.mjs')),
  inLane('editor', editor('End-to-end tests in a browser', 'test-e2e', 'run-e2e.mjs')),
];

/** The suites that fill a machine of two processors by themselves, and then, side by side, those that wait for an editor or for a build. */
export function inLanes(wanted) {
  const lanes = new Map();
  for (const suite of wanted) if (suite.lane) lanes.set(suite.lane, [...(lanes.get(suite.lane) ?? []), suite]);
  return { alone: wanted.filter(({ lane }) => !lane), lanes: [...lanes.values()] };
}

const QUICK = ['test-lint', 'test-rooms', 'test-format', 'test-types', 'test-page-types', 'test-unit'];

/** The inner loop: under three minutes on two cores, and nothing to install but what a build needs. */
export const quick = [
  ...suites.filter(({ id }) => QUICK.includes(id)),
  litSlice("A slice of the toolchain's tests", 'test-slice', ['eager', 'images']),
];

/** What a suite says of itself, distrusted where it does not add up; `absent` names what it needs and this machine cannot have. */
export function verdict({ passed, failed, skipped = 0, status = 0, absent, flaky = [] }) {
  if (absent) return { passed, failed, skipped, note: absent };
  if (passed + failed === 0) return { passed, skipped, failed: 1, note: 'it ran no tests' };
  if (status !== 0 && failed === 0)
    return { passed, skipped, failed: 1, note: `the runner itself failed with exit code ${status}` };
  return { passed, skipped, failed, ...(flaky.length > 0 && { flaky }) };
}
