import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/**
 * Runs test files and leaves mocha's counts in the file that AUTOJIT_TEST_RESULTS names. Resolves to the number of failures.
 * `retries`: how often a test that failed may try again; each such failure is in the log.
 */
export async function runMocha(
  files: readonly string[],
  log: (line: string) => void,
  { retries = 0 } = {},
): Promise<number> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, slow: 10_000, retries, reporter: reporter(log) });
  const only = process.env['AUTOJIT_TEST_ONLY'];
  if (only) mocha.grep(only);
  for (const file of files) mocha.addFile(file);
  // The extension host's files are CommonJS and those of the browser tests are modules; this loads both.
  await mocha.loadFilesAsync();
  const retried = new Set<string>();
  const failed = new Set<string>();
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('retry', (test: Mocha.Test) => retried.add(test.fullTitle()));
    runner.on('fail', (test) => failed.add(test.fullTitle()));
    runner.on('end', () =>
      writeResults(
        runner.stats,
        [...retried].filter((title) => !failed.has(title)),
      ),
    );
  });
  return failures;
}

/** `flaky`: tests that passed at a second try. */
function writeResults(stats: Mocha.Stats | undefined, flaky: readonly string[]): void {
  const file = process.env['AUTOJIT_TEST_RESULTS'];
  if (file === undefined || file === '') return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ stats, flaky }));
}

/** Plain lines: they go through an extension host's console, or a log file. */
function reporter(log: (line: string) => void): Mocha.ReporterConstructor {
  return class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      runner.on('pass', (test) => log(`  ✓ ${test.fullTitle()}  ${(test.duration ?? 0) / 1000} s`));
      runner.on('pending', (test) => log(`  - ${test.fullTitle()}`));
      runner.on('retry', (test: Mocha.Test, error: Error) =>
        log(`  ↻ ${test.fullTitle()}\n${error.stack ?? error.message}`),
      );
      const failed: string[] = [];
      runner.on('fail', (test, error: Error) => {
        failed.push(`  ✗ ${test.fullTitle()}: ${error.message.split('\n')[0] ?? ''}`);
        log(`  ✗ ${test.fullTitle()}\n${error.stack ?? error.message}`);
      });
      // Once more, as only the end of a long log is shown.
      runner.on('end', () => {
        for (const line of failed) log(line);
        log(`${runner.stats?.passes ?? 0} passed, ${runner.stats?.failures ?? 0} failed`);
      });
    }
  };
}
