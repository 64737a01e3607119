// Set-up, build, every test suite, and one line at the end that says how it went.
import { Failure } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { shown } from '../tooling/paths.mjs';
import { prepare } from '../tooling/prepare.mjs';
import { main, say, tail, timed } from '../tooling/steps.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { inLanes, quick, suites, verdict } from './suites.mjs';

const names = suites.map((suite) => suite.id.replace('test-', ''));
const usage = `usage: npm test -- [quick | SUITE…]

Installs what is missing, builds, and runs all test suites, or only those that are named:
  ${names.join(', ')}

quick is for the inner loop: lint, rooms, format, types, unit tests, and a slice of the toolchain's tests, in less than three minutes.

Each fuzzer runs for AUTOJIT_FUZZ_SECONDS (10) and changes inputs by AUTOJIT_FUZZ_SEED (1). To hunt for more:
  AUTOJIT_FUZZ_SECONDS=600 AUTOJIT_FUZZ_SEED=$RANDOM npm test -- fuzz

A test that passed at a second try is named as flaky at the end. The last line is "N passed, N failed". Exit code 0 only if nothing failed and every suite ran at least one test
(or said what it needs that this machine cannot have).`;

async function runSuite(suite) {
  let counts;
  let done;
  try {
    done = await timed(suite.name, suite.id, suite.run);
    counts = verdict(done.value);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    counts = { passed: 0, skipped: 0, failed: 1, note: error.message };
    done = error;
  }
  const { log: where, took } = done;
  const { passed, failed, skipped, note } = counts;
  const skippedText = skipped > 0 ? `, ${skipped} skipped` : '';
  say(
    `  ${failed === 0 ? '✓' : '✗'} ${suite.name}: ${passed} passed, ${failed} failed${skippedText}${note ? ` (${note})` : ''}  ${took}`,
  );
  if (failed > 0) {
    say(`\n    The end of ${shown(where)}:`);
    for (const line of tail(where, 150)) say(`      ${line}`);
    say();
  }
  return counts;
}

function chosen(words) {
  if (words.length === 1 && words[0] === 'quick') return quick;
  const unknown = words.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Failure(`there is no suite named ${unknown.join(', ')}.`, {
      next: `choose from quick, ${names.join(', ')}.`,
    });
  return words.length === 0 ? suites : suites.filter((suite) => words.includes(suite.id.replace('test-', '')));
}

async function test({ words }) {
  const wanted = chosen(words);
  const whole = wanted !== quick;
  await setup({ editor: whole, browser: whole, builds: whole });
  await build();
  if (whole) await prepare();
  const flaky = [];
  let passed = 0;
  let failed = 0;
  const runAll = async (some) => {
    for (const suite of some) {
      const counts = await runSuite(suite);
      passed += counts.passed;
      failed += counts.failed;
      flaky.push(...(counts.flaky ?? []));
    }
  };
  const { alone, lanes } = inLanes(wanted);
  await runAll(alone);
  await Promise.all(lanes.map(runAll));
  if (flaky.length > 0)
    say(`\n${flaky.length} flaky, passed at a second try:\n${flaky.map((one) => `  ↻ ${one}`).join('\n')}`);
  say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const options = flags(usage, {}, { positionals: true });
if (options) await main(() => test(options));
