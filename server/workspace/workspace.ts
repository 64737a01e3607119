import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionId, GraphNode, GraphQuery, GraphSlice } from '../../protocol/graph.js';
import type { FunctionSummary, ModuleSummary, ProgramSummary, ReportPage, RunTimeline } from '../../protocol/lsp.js';
import type { Overview, OverviewQuery } from '../../protocol/overview.js';
import { foldFunction, LIST_FACTS } from '../../protocol/states.js';
import { distinctLabels } from '../call-graph/labels.js';
import type { LinkedFunction } from '../call-graph/model.js';
import { moduleName } from '../call-graph/module-names.js';
import { CTestLists } from '../ctest/lists.js';
import { templateName } from '../call-graph/names.js';
import { DaemonWatch } from '../daemon/watch.js';
import { functionNode } from '../picture/nodes.js';
import { overviewOf } from '../picture/overview.js';
import { shownOf, sliceProgram } from '../picture/slice-program.js';
import { BuiltTexts } from '../program/built-texts.js';
import type { Program } from '../program/program.js';
import { SourceIndex } from '../program/source-index.js';
import { STORE_FOLDER } from '../program/store.js';
import { readCompileTimes } from '../report/compile-times.js';
import { pageOf } from '../report/html.js';
import { makeReport } from '../report/model.js';
import { runPage } from '../report/run-page.js';
import { openRegular } from '../report/regular.js';
import { countProgram, countStates, factsOf, NO_RUN, type Overlay } from '../run/overlay.js';
import type { Run } from '../run/run.js';
import { timelineOf } from '../run/timeline.js';
import { ProblemError } from '../support/problem.js';
import { hasTests } from '../unit-tests/program-tests.js';
import { OwnCode } from './own-code.js';
import { ProgramIndex, STALE_CHECK_MS, type ProgramEntry } from './program-index.js';
import { RunRegistry } from './run-registry.js';
import { ProgramViews } from './views.js';
import { TestSessions } from './test-sessions.js';
import { unknownRun } from './unknown-run.js';
import { FolderWatcher } from './watch.js';
import { background } from '../support/background.js';

/** How often is looked for what nobody tells of. */
const LOOK_MS = 2000;
const LOOK_SHARE = 20;

export interface WorkspaceEvents {
  programsChanged(): void;
  /** Called often; `Run.takeChanges` says whether anything is new. */
  runChanged(run: Run): void;
  log(message: string): void;
}

/** The model behind every view: programs and runs of some folders, and the questions that can be asked about them. */
export class Workspace {
  readonly programs: ProgramIndex;
  readonly runs: RunRegistry;
  readonly views: ProgramViews;
  readonly tests: TestSessions;
  readonly ctest: CTestLists;
  /** How often a list of CTest changed: tests may be others then, although no program is. */
  private testLists = 0;
  private watcher: FolderWatcher | undefined;
  private readonly closing = new AbortController();
  private isLooking = false;
  readonly ownCode: OwnCode;
  private readonly daemons: DaemonWatch;
  private sourceIndex: SourceIndex | undefined;

  constructor(
    readonly roots: readonly string[],
    private readonly events: WorkspaceEvents,
  ) {
    this.ownCode = new OwnCode(roots);
    this.programs = new ProgramIndex(roots, () => {
      this.sourceIndex = undefined;
      events.programsChanged();
    });
    this.runs = new RunRegistry(
      roots,
      this.programs,
      (run) => events.runChanged(run),
      (message) => events.log(message),
    );
    this.views = new ProgramViews(this.runs, this.ownCode);
    this.tests = new TestSessions(roots, this.runs, this.ownCode);
    this.ctest = new CTestLists(roots, (message) => events.log(message));
    this.daemons = new DaemonWatch({
      traceFor: (program, id) => this.runs.traceFor(program, id),
      begun: (trace) => this.runs.adopt(trace),
      log: (message) => events.log(message),
    });
  }

  /** Sources of programs as they were built, of those files that somebody looks at. */
  readonly builtTexts = new BuiltTexts();

  async takeBuiltText(file: string): Promise<void> {
    const [first] = this.sources.inFile(file);
    if (first) await this.builtTexts.take(file, first.program.builtAt(file));
  }

  get sources(): SourceIndex {
    this.sourceIndex ??= new SourceIndex(this.programs.programs());
    return this.sourceIndex;
  }

  /** Finds programs and earlier runs, then keeps watching. */
  async open(): Promise<void> {
    this.watcher = new FolderWatcher(this.roots, {
      program: (path) => this.inBackground(this.programs.update(path)),
      testList: () => {
        this.testLists += 1;
        this.ctest.forget();
        this.events.programsChanged();
      },
      trace: (path) => this.inBackground(this.runs.adopt(path)),
      problem: (message) => this.events.log(message),
      incomplete: () => this.inBackground(this.lookAgain()),
    });
    await Promise.all([this.watcher.ready(), this.refresh()]);
  }

  /** Shows programs that are started outside the editor as well; for that it writes their traces. */
  watchDaemons(): void {
    this.daemons.start();
  }

  async close(): Promise<void> {
    this.daemons.close();
    this.tests.close();
    this.closing.abort();
    await Promise.all([this.runs.close(), this.watcher?.close()]);
  }

  async refresh(): Promise<void> {
    await this.programs.scan();
    await this.programs.checkSources(0);
    const folders = new Set(this.roots.map((root) => join(root, STORE_FOLDER, 'runs')));
    for (const program of this.programs.programs()) {
      folders.add(join(program.store, 'runs'));
      folders.add(join(dirname(program.path), STORE_FOLDER, 'runs'));
    }
    await this.runs.adoptRecent(folders);
    for (const folder of folders) this.watcher?.addRunsFolder(folder);
  }

  /** Until it is closed; looking takes a small share of the time, however large the folders are. */
  private async lookAgain(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    const { signal } = this.closing;
    for (let took = 0; ;) {
      await sleep(Math.max(LOOK_MS, LOOK_SHARE * took), undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      const before = performance.now();
      await this.refresh().catch((error: unknown) => this.events.log(String(error)));
      took = performance.now() - before;
    }
  }

  summaries(): ProgramSummary[] {
    return this.programs.list().map((entry) => this.summary(entry));
  }

  async modules(path: string): Promise<ModuleSummary[]> {
    const program = this.program(path);
    await this.ownCode.refresh(program);
    const ownership = this.ownCode.of(program);
    const { overlay } = this.runs.overlay(program);
    const bySource = new Map<string, LinkedFunction[]>();
    for (const fn of program.graph.functions) {
      const list = bySource.get(fn.source);
      if (list) list.push(fn);
      else bySource.set(fn.source, [fn]);
    }
    return [...bySource].map(([source, functions]) => {
      const labels = distinctLabels(functions);
      return {
        source,
        name: moduleName(program.graph, source),
        counts: countStates(functions, overlay),
        functions: functions.map((fn) =>
          functionSummary(program, fn, overlay, {
            label: labels.get(fn.index) ?? fn.label,
            library: ownership.libraryOf(fn.index),
          }),
        ),
      };
    });
  }

  async graph(query: GraphQuery): Promise<GraphSlice> {
    const program = this.program(query.program);
    await Promise.all([program.checkSources(STALE_CHECK_MS), this.ownCode.refresh(program)]);
    const { overlay, run } = this.runs.overlay(program, query.run);
    const other = query.other === undefined ? undefined : this.runs.overlay(program, query.other);
    return sliceProgram(
      shownOf(program, this.ownCode.of(program)),
      query,
      { overlay, id: run?.init.id ?? query.run, over: run?.isOver ?? true },
      other && { overlay: other.overlay, id: query.other },
    );
  }

  async overview({ program: path, run: id, opened, until }: OverviewQuery): Promise<Overview> {
    const program = this.program(path);
    await this.ownCode.refresh(program);
    const { overlay, run } = this.runs.overlay(program, id);
    const { graph, file, modulesMissing } = program;
    return overviewOf({
      program: { path: program.path, builtAt: file.builtAt, graph, modulesMissing },
      owners: this.ownCode.of(program),
      overlay,
      run: run?.init.id ?? id,
      goesOn: run?.isOver === false,
      opened,
      until,
    });
  }

  async report(path: string, regularPath?: string): Promise<ReportPage> {
    const program = this.program(path);
    const regular = regularPath === undefined ? undefined : await openRegular(regularPath);
    const { overlay, run } = this.runs.overlay(program);
    const times = await readCompileTimes(program.store);
    return pageOf(makeReport(program, { regular, run: run && overlay, times }));
  }

  /** Of a run whose program may be missing. */
  async runPage(id: string): Promise<ReportPage> {
    const timeline = this.runs.timeline(id);
    if (timeline) return runPage(timeline, await this.runs.output(id));
    throw unknownRun(id);
  }

  timeline(path: string, runId?: string): RunTimeline | null {
    // Of a run that is named, the program may be missing.
    if (runId !== undefined) return this.runs.timeline(runId) ?? null;
    const run = this.runs.latest(this.program(path).path);
    return run ? timelineOf(run) : null;
  }

  function(path: string, id: FunctionId, runId?: string): GraphNode | null {
    const program = this.program(path);
    const index = program.graph.find(id);
    const fn = index === undefined ? undefined : program.graph.functions[index];
    return fn
      ? functionNode(
          program.graph,
          fn,
          this.runs.overlay(program, runId).overlay,
          program.modulesMissing,
          this.ownCode.of(program),
        )
      : null;
  }

  /** What the compiler plugin knows of a function, or the reason why there is none. */
  linked(path: string, id: FunctionId): { program: Program; fn: LinkedFunction } {
    const program = this.program(path);
    const index = program.graph.find(id);
    const fn = index === undefined ? undefined : program.graph.functions[index];
    if (fn) return { program, fn };
    throw new ProblemError({
      code: 'stale',
      message: `${id} is not in ${path} any more.`,
      action: 'Build the program again, or refresh.',
    });
  }

  /** The program, or the reason why it cannot be shown. */
  program(path: string): Program {
    const entry = this.programs.get(path);
    if (entry?.program) return entry.program;
    throw new ProblemError(
      entry?.problem ?? {
        code: 'not-autojit',
        message: `${path} is not an AutoJIT program of this workspace.`,
        action: 'Build it with AutoJIT, then refresh.',
      },
    );
  }

  /** The same as it is on the disk now, or the reason why it cannot be shown. */
  async current(path: string): Promise<Program> {
    const real = await realpath(path).catch(() => path);
    return (await this.programs.current(real)) ?? this.program(real);
  }

  private summary({ path, builtAt, program, problem }: ProgramEntry): ProgramSummary {
    const overlay = program ? this.runs.overlay(program).overlay : NO_RUN;
    return {
      path,
      name: basename(path),
      store: program?.store ?? '',
      builtAt,
      // `main` may be in a library that was built without AutoJIT, as that of test frameworks; what has a loader can be started.
      hasMain:
        program?.graph.main !== undefined || (program?.file.sections.some(({ name }) => name === '.interp') ?? false),
      hasTests: program !== undefined && hasTests(program.graph),
      testLists: this.testLists,
      counts: program ? countProgram(program.graph, overlay) : countStates([], overlay),
      problems: [...(problem ? [problem] : []), ...(program?.problems ?? [])],
      lastArgs: this.runs.argsOf(path),
    };
  }

  private inBackground(work: Promise<void>): void {
    background(work, (why) => this.events.log(why));
  }
}

/** Without the counts of callers and callees of a node: a tree asks for every function at once. */
function functionSummary(
  program: Program,
  fn: LinkedFunction,
  overlay: Overlay,
  { label, library }: { label: string; library: string | undefined },
): FunctionSummary {
  const template = templateName(fn.signature);
  const { id, reason, file, line } = fn;
  const facts = factsOf(program.graph, fn, overlay);
  const known = {
    ...{ id, label, state: facts.state, reason, file, line },
    ...(library !== undefined && { library }),
    ...(template !== undefined && { template }),
  };
  return foldFunction<FunctionSummary>(known, facts, LIST_FACTS);
}
