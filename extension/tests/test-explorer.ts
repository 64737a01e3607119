import * as vscode from 'vscode';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { TestEvent, TestMode } from '../../protocol/tests.js';
import type { UpToDate } from '../build/up-to-date.js';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { requireTrust } from '../run/runs.js';
import { report } from '../window/messages.js';
import { t } from '../window/text.js';
import { addCoverage, loadDetails, loadDetailsOf } from './coverage.js';
import { debugTests } from './debug-tests.js';
import { showEvent } from './test-events.js';
import { TestTree } from './test-tree.js';

interface Parts {
  client: ServerClient;
  model: Model;
  upToDate: UpToDate;
  log: vscode.LogOutputChannel;
}

/** Tests of all programs in VS Code's Test Explorer. They are what the lenses run: both come from one list of the server. */
export class TestExplorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('autojit', 'AutoJIT');
  private readonly tree = new TestTree(this.controller);
  /** By path: what was shown of it. */
  private readonly shown = new Map<string, string>();
  private readonly runs = new Map<string, vscode.TestRun>();
  private readonly profiles: Record<TestMode, vscode.TestRunProfile>;
  private readonly subscription: vscode.Disposable;
  private sessions = 0;
  private readonly reported = new vscode.EventEmitter<{ program: string; event: TestEvent }>();
  /** What the tests of any run say, as it comes. */
  readonly onDidReport = this.reported.event;

  constructor(private readonly parts: Parts) {
    const { client, model } = parts;
    const { Run, Coverage, Debug } = vscode.TestRunProfileKind;
    const profile = (label: string, kind: vscode.TestRunProfileKind, work: Work, isDefault: boolean) =>
      this.controller.createRunProfile(label, kind, (request) => this.start(request, work), isDefault);
    const inServer =
      (mode: TestMode): Work =>
      (run, program, items) =>
        this.runInServer(run, program, items, mode);
    this.profiles = {
      run: profile(t('Run Lazily'), Run, inServer('run'), true),
      coverage: profile(t('Run with Function Coverage'), Coverage, inServer('coverage'), true),
    };
    profile(t('Debug Lazily'), Debug, (run, _program, items) => debugTests(run, this.tree, items), true);
    this.profiles.coverage.loadDetailedCoverage = (_run, coverage) => Promise.resolve(loadDetails(coverage));
    this.profiles.coverage.loadDetailedCoverageForTest = (_run, coverage, item) =>
      loadDetailsOf(client, this.tree, coverage, item);
    this.controller.refreshHandler = async () => {
      this.shown.clear();
      await this.update();
    };
    client.on('testsChanged', ({ session, program, events }) => {
      for (const event of events) this.reported.fire({ program, event });
      const run = this.runs.get(session);
      if (run) for (const event of events) showEvent(run, this.tree, program, event);
    });
    this.subscription = model.onDidChange(() => {
      this.update().catch((error: unknown) => parts.log.error(String(error)));
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.reported.dispose();
    this.controller.dispose();
  }

  /** Whether it is shown. */
  has(program: string, name: string): boolean {
    return this.tree.find(program, name) !== undefined;
  }

  /** Runs tests by their names, as if they were chosen in the explorer. */
  async runNamed(program: string, names: readonly string[], mode: TestMode): Promise<void> {
    const items = names.flatMap((name) => this.tree.find(program, name) ?? []);
    const work: Work = (run, of, some) => this.runInServer(run, of, some, mode);
    await this.start(new vscode.TestRunRequest(items, undefined, this.profiles[mode]), work);
  }

  /** Of programs that were built since they were shown. */
  private async update(): Promise<void> {
    const { programs } = this.parts.model;
    const known = new Set(programs.map(({ path }) => path));
    for (const path of this.shown.keys()) if (!known.has(path)) this.forget(path);
    for (const program of programs) {
      const state = `${program.builtAt} ${program.hasTests} ${program.hasMain} ${program.lastArgs.join(' ')}`;
      if (this.shown.get(program.path) === state) continue;
      this.shown.set(program.path, state);
      await this.show(program);
    }
  }

  private async show(program: ProgramSummary): Promise<void> {
    const tests = program.hasTests ? await this.parts.client.request('tests', { program: program.path }) : [];
    this.tree.remove(program.path);
    if (tests.length > 0) this.tree.setTests(program, tests);
    else if (program.hasMain) this.tree.setProgram(program);
  }

  private forget(path: string): void {
    this.shown.delete(path);
    this.tree.remove(path);
  }

  private async start(request: vscode.TestRunRequest, work: Work): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      requireTrust();
      for (const [program, items] of this.chosen(request)) {
        if (run.token.isCancellationRequested) break;
        for (const item of items) run.enqueued(item);
        if (await this.parts.upToDate.ensure(program)) await work(run, program, items);
      }
    } catch (error) {
      report(error, this.parts.log);
    } finally {
      run.end();
    }
  }

  /** By program. A program that is a test itself runs only when it was chosen: it may be a server, or wait for input. */
  private chosen({ include, exclude = [] }: vscode.TestRunRequest): Map<string, vscode.TestItem[]> {
    const without = new Set(exclude.flatMap((item) => this.tree.testsIn(item)));
    const roots =
      include ?? [...this.controller.items].map(([, item]) => item).filter((item) => item.children.size > 0);
    const chosen = new Map<string, vscode.TestItem[]>();
    for (const item of new Set(roots.flatMap((root) => this.tree.testsIn(root)))) {
      const program = this.tree.of(item)?.program;
      if (program === undefined || without.has(item)) continue;
      chosen.set(program, [...(chosen.get(program) ?? []), item]);
    }
    return chosen;
  }

  private async runInServer(
    run: vscode.TestRun,
    program: string,
    items: readonly vscode.TestItem[],
    mode: TestMode,
  ): Promise<void> {
    const { client } = this.parts;
    this.sessions += 1;
    const session = `${String(Date.now())}-${this.sessions}`;
    const tests = items.flatMap((item) => this.tree.of(item)?.name ?? []);
    this.runs.set(session, run);
    const cancelling = run.token.onCancellationRequested(() => {
      client.request('cancelTests', { session }).catch((error: unknown) => this.parts.log.error(String(error)));
    });
    try {
      const { unknown } = await client.request('runTests', { session, program, tests, mode });
      if (mode === 'run') return;
      await addCoverage(run, this.tree, client, { id: session, program });
      if (unknown > 0) run.appendOutput(`${t('{0} functions are eager: whether they ran is not known.', unknown)}\r\n`);
    } finally {
      cancelling.dispose();
      this.runs.delete(session);
    }
  }
}

type Work = (run: vscode.TestRun, program: string, items: readonly vscode.TestItem[]) => Promise<void>;
