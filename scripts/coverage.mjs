// Measures which lines the tests reach, and writes docs/coverage.md.
import fs from 'node:fs';
import path from 'node:path';
import { fromIstanbul, fromLlvm, markdown } from '../tooling/coverage.mjs';
import { run } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { cache, root, shown } from '../tooling/paths.mjs';
import { main, say, step } from '../tooling/steps.mjs';
import { buildFolder, buildPreset } from '../tooling/toolchain.mjs';

const usage = `usage: node scripts/coverage.mjs [--only typescript|cpp]

Measures what the unit tests reach of TypeScript (V8), and what the toolchain's tests reach of plugin, engine and daemon (llvm-cov), and writes
docs/coverage.md: rooms, and the files with most lines that nothing reached. Takes some minutes.
  --only   measure one of them, and print its part instead of writing the page`;

const folder = path.join(cache, 'coverage');
const LLVM = '/usr/lib/llvm-22/bin';

async function typescript() {
  const out = path.join(folder, 'typescript');
  await step('Unit tests, counting lines', 'coverage-typescript', 'run `npx vitest run` and mend what fails.', (io) =>
    run(
      path.join(root, 'node_modules', '.bin', 'vitest'),
      ['run', '--coverage', `--coverage.reportsDirectory=${out}`],
      { cwd: root, ...io },
    ),
  );
  const summary = JSON.parse(fs.readFileSync(path.join(out, 'coverage-summary.json'), 'utf8'));
  return {
    title: 'TypeScript',
    what: 'By unit tests alone, and in their own process: `cli/` and the whole language server are tested as the bundles that users run, and what only runs inside VS Code or a browser by the tests in `test/`. Neither is counted here.',
    files: fromIstanbul(summary, root),
  };
}

async function cpp() {
  const next = 'read the log, and run `npm test -- toolchain`.';
  const raw = path.join(folder, 'raw');
  await step('Building plugin, engine and daemon with counters', 'coverage-build', next, (io) =>
    buildPreset('coverage', io),
  );
  fs.rmSync(raw, { recursive: true, force: true });
  fs.mkdirSync(raw, { recursive: true });
  await step("The toolchain's tests, counting lines", 'coverage-cpp', next, async (io) => {
    const env = { LLVM_PROFILE_FILE: path.join(raw, '%m-%4m.profraw') };
    for (const engine of ['inprocess', 'daemon'])
      await run(`${LLVM}/lit`, ['-sv', '--param', `engine=${engine}`, path.join(buildFolder('coverage'), 'test')], {
        env,
        ...io,
      });
  });
  const merged = path.join(folder, 'cpp.profdata');
  const installed = path.join(buildFolder('coverage'), 'install');
  const plugin = fs.readdirSync(path.join(installed, 'lib')).find((name) => /^autojit-plugin-.*-22$/.test(name));
  const objects = ['lib/libautojit-engine.so', 'bin/autojitd', `lib/${plugin}`].map((name) =>
    path.join(installed, name),
  );
  const report = path.join(folder, 'cpp.json');
  await step('Summing up', 'coverage-report', next, async (io) => {
    const list = path.join(folder, 'raw.txt');
    fs.writeFileSync(
      list,
      fs
        .readdirSync(raw)
        .map((name) => path.join(raw, name))
        .join('\n'),
    );
    await run(`${LLVM}/llvm-profdata`, ['merge', '--sparse', '--failure-mode=all', '-o', merged, '-f', list], io);
    const stdout = fs.openSync(report, 'w');
    const more = objects.slice(1).flatMap((object) => ['-object', object]);
    await run(`${LLVM}/llvm-cov`, ['export', '-summary-only', `-instr-profile=${merged}`, objects[0], ...more], {
      stdout,
      ...io,
    });
    fs.closeSync(stdout);
  });
  return {
    title: 'C++',
    what: "Plugin, engine and daemon, by the toolchain's tests with the engine in the process and in the daemon. The runtime is C and part of programs, which have no counters.",
    files: fromLlvm(JSON.parse(fs.readFileSync(report, 'utf8')), root),
  };
}

const PARTS = { typescript, cpp };

async function coverage({ only }) {
  fs.mkdirSync(folder, { recursive: true });
  if (only !== undefined) {
    say(markdown([await PARTS[only]()]));
    return 0;
  }
  const page = path.join(root, 'docs', 'coverage.md');
  fs.writeFileSync(page, markdown([await typescript(), await cpp()]));
  say(`Written: ${shown(page)}`);
  return 0;
}

const options = flags(usage, { only: { type: 'string' } });
if (options && options.only !== undefined && !(options.only in PARTS)) {
  process.stderr.write(`There is no part ${options.only}.\n\n${usage}\n`);
  process.exitCode = 2;
} else if (options) await main(() => coverage(options));
