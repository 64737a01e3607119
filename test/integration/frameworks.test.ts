import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Sessions } from './debug-session.js';
import { editorShows } from './frameworks-editor.js';
import { internals, lensesOf, model, until } from './support.js';
import { endsOf } from './test-runs.js';
import { FRAMEWORKS, TestedProgram } from './tested-programs.js';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

for (const framework of FRAMEWORKS) {
  describe(`tests of ${framework.name}`, function () {
    this.timeout(300_000);
    const tested = new TestedProgram(framework);
    const { program } = tested;
    const { passes, fails, isOne, seesTwo, sleeps } = framework.tests;
    const { many } = framework;

    before(async function () {
      if (!framework.isHere()) this.skip();
      await tested.add();
    });
    after(async () => {
      if (framework.isHere()) await tested.remove();
    });

    it('run, with places of what failed; what is left out runs only when it is named', async () => {
      const { tests } = await internals();
      const texts = new Map<string, string>();
      const ends = await endsOf(program, 3, () => tests.runNamed(program, [passes, fails, isOne], 'run'), texts);
      assert.deepEqual(Object.fromEntries(ends), {
        [passes]: { end: 'passed', places: [] },
        [fails]: { end: 'failed', places: [`${tested.source}:${String(tested.lineOf('1 + 1'))}`] },
        [isOne]: { end: 'passed', places: [] },
      });
      assert.match(texts.get(fails) ?? '', /3/);
      assert.equal((await tested.item(sleeps)).description, 'disabled');
    });

    it('of several parameters and types end one by one', async () => {
      const { tests } = await internals();
      const count = Object.keys(many.ends).length;
      const ends = await endsOf(program, count, () => tests.runNamed(program, many.tests, 'run'));
      assert.deepEqual(Object.fromEntries([...ends].map(([name, { end }]) => [name, end])), many.ends);
    });

    it('are debugged in a session each, which says how they went', async () => {
      const { tests } = await internals();
      const sessions = new Sessions();
      try {
        const place = new vscode.Position(tested.lineOf('2 * n') - 1, 0);
        vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(new vscode.Location(tested.uri, place))]);
        const ends = endsOf(program, 2, () => tests.runNamed(program, [passes, fails], 'debug'));
        const session = await until('it starts', () => sessions.started[0]);
        const { threadId } = await sessions.stop(session);
        const [top] = await sessions.stack(session, threadId);
        assert.equal(top?.line, tested.lineOf('2 * n'));
        await session.customRequest('continue', { threadId });
        assert.deepEqual(Object.fromEntries([...(await ends)].map(([name, { end }]) => [name, end])), {
          ...{ [passes]: 'passed', [fails]: 'failed' },
        });
      } finally {
        await sessions.dispose();
      }
    });

    it('say what all called and what each called, and which tests called a function', async () => {
      const { tests } = await internals();
      const told = new Promise<readonly vscode.FileCoverage[]>((resolve) => {
        const subscription = tests.onDidCover((files) => {
          subscription.dispose();
          resolve(files);
        });
      });
      await tests.runNamed(program, [passes, isOne], 'coverage');
      const coverage = (await told).find(({ uri }) => uri.fsPath === tested.uri.fsPath);
      assert.ok(coverage);
      assert.equal(coverage.statementCoverage.total, 0, 'nothing is known of statements');
      const { loadDetailedCoverage: ofAll, loadDetailedCoverageForTest: ofTest } = tests.profiles.coverage;
      const run = {} as vscode.TestRun;
      const { token } = new vscode.CancellationTokenSource();
      const ran = async (details: Thenable<vscode.FileCoverageDetail[]> | undefined) => {
        const all = (await details) ?? [];
        return ['value', 'twice'].map(
          (name) =>
            all.find((one) => one instanceof vscode.DeclarationCoverage && new RegExp(`\\b${name}\\b`).test(one.name))
              ?.executed,
        );
      };
      assert.deepEqual(await ran(ofAll?.(run, coverage, token)), [true, true]);
      assert.deepEqual(await ran(ofTest?.(run, coverage, await tested.item(passes), token)), [false, true]);
      assert.deepEqual(await ran(ofTest?.(run, coverage, await tested.item(isOne), token)), [true, false]);
      const twice = await tests.testsOf(program, await tested.idOf('twice'));
      assert.deepEqual(twice, { tests: [passes], known: 2 });
    });

    it('leave no process when they are stopped', async () => {
      const { tests } = await internals();
      const ends = endsOf(program, 1, () => tests.runNamed(program, [sleeps], 'run'));
      const pid = await tested.pidIn('asleep');
      assert.equal(isAlive(pid), true);
      await vscode.commands.executeCommand('testing.cancelRun');
      assert.equal((await ends).get(sleeps)?.end, 'skipped');
      await until('its process is gone', () => !isAlive(pid));
    });

    it('stand where the lenses are that run them, also when what was saved has moved them', async () => {
      const { tests } = await internals();
      // That of `main` has no arguments of its own.
      const lines = async () => {
        const lenses = await lensesOf(tested.source);
        const ofTests = lenses.filter(({ title, command }) => title.endsWith('run lazily') && command.arguments?.[1]);
        return ofTests.map(({ line }) => line).sort((a, b) => a - b);
      };
      const names = [...Object.values(framework.tests), ...many.tests];
      const shown = () => {
        const all = names.map((name) => (tests.itemOf(program, name)?.range?.start.line ?? -2) + 1);
        return [...new Set(all)].sort((a, b) => a - b);
      };
      assert.deepEqual(shown(), await lines());
      const before = shown();
      const first = framework.text.split('\n')[0] ?? '';
      await tested.saveWith(first, `\n${first}`);
      await until('they have moved', () => shown()[0] === (before[0] ?? 0) + 1);
      assert.deepEqual(shown(), await lines());
      await tested.saveWith(`\n${first}`, first);
      await until('they are back', () => shown()[0] === before[0]);
    });

    editorShows(tested);

    it('take over what is saved while they run', async () => {
      const { tests } = await internals();
      const ends = endsOf(program, 1, () => tests.runNamed(program, [seesTwo], 'reload'));
      const pid = await tested.pidIn('live');
      await tested.saveWith(returning(1), returning(2));
      assert.equal((await ends).get(seesTwo)?.end, 'passed');
      assert.equal(await tested.pidIn('live'), pid, 'it is the same process');
    });

    it('run after each save what it changed, and never the program that a failed build left', async () => {
      const { tests } = await internals();
      const stop = new vscode.CancellationTokenSource();
      const errors = () =>
        vscode.languages
          .getDiagnostics(tested.uri)
          .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      await tests.runNamed(program, [isOne], 'run', stop.token);
      const wrong = await endsOf(program, 1, () => tested.saveWith(returning(2), `${returning(2)} `));
      assert.equal(wrong.get(isOne)?.end, 'failed', 'it is still 2');
      const right = await endsOf(program, 1, async () => {
        await tested.saveWith(returning(2), 'this is no code;');
        await until('the build has failed', () => errors().length > 0);
        await tested.saveWith('this is no code;', returning(1));
      });
      assert.equal(right.get(isOne)?.end, 'passed');
      stop.cancel();
      assert.ok((await model()).find(program));
    });

    function returning(n: number): string {
      return framework.extension === '.rs' ? `    ${String(n)}\n` : `return ${String(n)}`;
    }
  });
}
