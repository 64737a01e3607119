import * as vscode from 'vscode';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { TestEvent, TestMode } from '../../protocol/tests.js';
import type { BuildTasks } from '../build/build-task.js';
import type { UpToDate } from '../build/up-to-date.js';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import type { Reloads } from '../reload/reloads.js';
import { requireTrust } from '../run/runs.js';
import { report } from '../window/messages.js';
import { t } from '../window/text.js';
import { afterSaves } from './continuous.js';
import { addCoverage, loadDetails, loadDetailsOf } from './coverage.js';
import { debugTests } from './debug-tests.js';
import { showEvent } from './test-events.js';
import { placeOf, TestTree } from './test-tree.js';

interface Parts {
  client: ServerClient;
  model: Model;
  build: BuildTasks;
  upToDate: UpToDate;
  reloads: Reloads;
  log: vscode.LogOutputChannel;
}

/** Tests of all programs in VS Code's Test Explorer. They are what the lenses run: both come from one list of the server. */
export class TestExplorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('autojit', 'AutoJIT');
  private readonly tree = new TestTree(this.controller);
  /** By path: what was shown of it. */
  private readonly shown = new Map<string, string>();
  private readonly runs = new Map<string, vscode.TestRun>();
  readonly profiles: Record<TestMode | 'debug', vscode.TestRunProfile>;
  private readonly subscription: vscode.Disposable;
  private sessions = 0;
  private updating: Promise<void> = Promise.resolve();
  private readonly reported = new vscode.EventEmitter<{ program: string; event: TestEvent }>();
  /** What the tests of any run say, as it comes. */
  readonly onDidReport = this.reported.event;
  private readonly covered = new vscode.EventEmitter<readonly vscode.FileCoverage[]>();
  /** What tests that ran with coverage called, as VS Code gets it. */
  readonly onDidCover = this.covered.event;

  constructor(private readonly parts: Parts) {
    const { client, model } = parts;
    const { Run, Coverage, Debug } = vscode.TestRunProfileKind;
    const profile = (label: string, kind: vscode.TestRunProfileKind, work: Work, isDefault: boolean) =>
      this.controller.createRunProfile(
        label,
        kind,
        (request, token) =>
          request.continuous === true ? this.follow(request, work, token) : this.start(request, work),
        isDefault,
        undefined,
        // What takes over new builds by itself, and a debugger, are not started again by each save.
        work !== debug && work !== reload,
      );
    const inServer =
      (mode: TestMode): Work =>
      (run, program, items) =>
        this.runInServer(run, program, items, mode);
    const reload = inServer('reload');
    const debug: Work = (run, program, items) =>
      debugTests(run, this.tree, items, (event) => this.show(run, program, event));
    this.profiles = {
      run: profile(t('Run Lazily'), Run, inServer('run'), true),
      reload: profile(t('Run with Reload'), Run, reload, false),
      coverage: profile(t('Run with Function Coverage'), Coverage, inServer('coverage'), true),
      debug: profile(t('Debug Lazily'), Debug, debug, true),
    };
    this.profiles.coverage.loadDetailedCoverage = (_run, coverage) => Promise.resolve(loadDetails(coverage));
    this.profiles.coverage.loadDetailedCoverageForTest = (_run, coverage, item) =>
      loadDetailsOf(client, this.tree, coverage, item);
    this.controller.refreshHandler = async () => {
      this.shown.clear();
      await this.update();
    };
    client.on('testsChanged', ({ session, program, events }) => {
      const run = this.runs.get(session);
      for (const event of events) this.show(run, program, event);
    });
    const logged = (work: Promise<void>): void => void work.catch((error: unknown) => parts.log.error(String(error)));
    this.subscription = vscode.Disposable.from(
      model.onDidChange(() => logged(this.update())),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => logged(this.move(uri.fsPath))),
    );
  }

  dispose(): void {
    this.subscription.dispose();
    this.reported.dispose();
    this.covered.dispose();
    this.controller.dispose();
  }

  /** The item of a test, as VS Code has it. */
  itemOf(program: string, name: string): vscode.TestItem | undefined {
    return this.tree.find(program, name);
  }

  /** Which tests called a function when they last ran with coverage; null: none of its program did. */
  testsOf(program: string, id: string): Promise<{ tests: string[]; known: number } | null> {
    return this.parts.client.request('testsOf', { program, id });
  }

  /** Runs tests by their names, as if they were chosen in the explorer. `until`: after each save, and not now. */
  async runNamed(
    program: string,
    names: readonly string[],
    mode: keyof TestExplorer['profiles'],
    until?: vscode.CancellationToken,
  ): Promise<void> {
    const items = names.flatMap((name) => this.tree.find(program, name) ?? []);
    const profile = this.profiles[mode];
    const request = new vscode.TestRunRequest(items, undefined, profile, until !== undefined);
    await profile.runHandler(request, until ?? new vscode.CancellationTokenSource().token);
  }

  /** Of programs that were built since they were shown. One after the other: an older answer would be shown last. */
  private update(): Promise<void> {
    const work = this.updating.then(() => this.showChanged());
    this.updating = work.catch(() => undefined);
    return work;
  }

  private async showChanged(): Promise<void> {
    const { programs } = this.parts.model;
    const known = new Set(programs.map(({ path }) => path));
    for (const path of this.shown.keys()) if (!known.has(path)) this.forget(path);
    for (const program of programs) {
      const { path, builtAt, hasTests, hasMain, testLists, lastArgs } = program;
      // Arguments are for a program that is a test itself: the others are not listed anew after each run.
      const state = JSON.stringify([builtAt, hasTests, hasMain, testLists, ...(hasTests ? [] : lastArgs)]);
      if (this.shown.get(path) === state) continue;
      this.shown.set(path, state);
      await this.showProgram(program);
    }
  }

  private show(run: vscode.TestRun | undefined, program: string, event: TestEvent): void {
    this.reported.fire({ program, event });
    if (run) showEvent(run, this.tree, program, event);
  }

  private async showProgram(program: ProgramSummary): Promise<void> {
    const { path, hasTests, hasMain } = program;
    const tests = hasTests || hasMain ? await this.parts.client.request('tests', { program: path }) : [];
    if (tests.length > 0) this.tree.setTests(program, tests);
    else if (hasMain) this.tree.setProgram(program);
    else this.tree.remove(path);
  }

  /** Lenses are where a test stands in the text; so are the explorer's marks. */
  private async move(file: string): Promise<void> {
    for (const program of this.tree.programsWith(file))
      this.tree.moveTests(program, await this.parts.client.request('testLines', { program, file }));
  }

  private forget(path: string): void {
    this.shown.delete(path);
    this.tree.remove(path);
  }

  /** `only`: these programs, which were built a moment ago. */
  private async start(request: vscode.TestRunRequest, work: Work, only?: ReadonlySet<string>): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      requireTrust();
      const chosen = [...this.chosen(request)].filter(([program]) => only?.has(program) ?? true);
      for (const [, items] of chosen) for (const item of items) run.enqueued(item);
      for (const [program, items] of chosen) {
        if (run.token.isCancellationRequested) break;
        if (!only && !(await this.parts.upToDate.ensure(program))) continue;
        const isLeftOut = (item: vscode.TestItem): boolean =>
          this.tree.of(item)?.disabled === true && request.include?.includes(item) !== true;
        for (const item of items.filter(isLeftOut)) run.skipped(item);
        const wanted = items.filter((item) => !isLeftOut(item));
        if (wanted.length > 0) await work(run, program, wanted);
      }
    } catch (error) {
      report(error, this.parts.log);
    } finally {
      run.end();
    }
  }

  /** After each save what it changed, until the token says that it is enough. */
  private follow(request: vscode.TestRunRequest, work: Work, token: vscode.CancellationToken): Promise<void> {
    // Each build makes other items.
    const included = request.include?.map(placeOf);
    const excluded = request.exclude?.map(placeOf);
    const now = (): vscode.TestRunRequest =>
      new vscode.TestRunRequest(this.at(included), this.at(excluded), request.profile, true, request.preserveFocus);
    const programs = (): Iterable<string> => this.chosen(now()).keys();
    afterSaves(
      this.parts,
      programs,
      async (changed) => {
        await this.update();
        await this.start(now(), work, changed);
      },
      token,
    );
    return Promise.resolve();
  }

  private at(places: readonly string[][] | undefined): vscode.TestItem[] | undefined {
    return places?.flatMap((place) => this.tree.at(place) ?? []);
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
    let ended: () => void = () => undefined;
    if (mode === 'reload')
      this.parts.reloads.follow({ id: session, ended: new Promise((end) => (ended = () => end(undefined))) }, program);
    const cancelling = run.token.onCancellationRequested(() => {
      client.request('cancelTests', { session }).catch((error: unknown) => this.parts.log.error(String(error)));
    });
    try {
      const { unknown } = await client.request('runTests', { session, program, tests, mode });
      if (mode !== 'coverage') return;
      this.covered.fire(await addCoverage(run, this.tree, client, { id: session, program }));
      if (unknown > 0) run.appendOutput(`${t('{0} functions are eager: whether they ran is not known.', unknown)}\r\n`);
    } finally {
      ended();
      cancelling.dispose();
      this.runs.delete(session);
    }
  }
}

type Work = (run: vscode.TestRun, program: string, items: readonly vscode.TestItem[]) => Promise<void>;
