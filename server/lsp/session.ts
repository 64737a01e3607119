import { isDeepStrictEqual } from 'node:util';
import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { Notifications, type InitializationOptions } from '../../protocol/lsp.js';
import type { ProgramTest, TestMode } from '../../protocol/tests.js';
import { AGENT_TOOLS } from '../../protocol/agent-tools.js';
import { ask } from '../agent/ask.js';
import { pin } from '../choices/pin.js';
import { whyEager } from '../choices/why-eager.js';
import { WRITERS } from '../export/formats.js';
import { withEntries } from '../ctest/program-entries.js';
import { bodyText } from '../program/body-text.js';
import { freshnessOf } from '../program/freshness.js';
import type { Program } from '../program/program.js';
import { canonicalPath, functionAt, type PlacedFunction } from '../program/source-index.js';
import { filePath } from '../support/file-uri.js';
import { defaultStore } from '../support/user-folders.js';
import { endOf } from '../run/run.js';
import { ProblemError } from '../support/problem.js';
import { checkTeamCache } from '../remote/check.js';
import { examine } from '../toolchain/doctor.js';
import { toolchainAt } from '../toolchain/locate.js';
import { makePackedLinks } from '../toolchain/packed-links.js';
import { programTests, wholeProgram } from '../unit-tests/program-tests.js';
import { exportRun } from '../workspace/run-export.js';
import { stackOf } from '../workspace/stack.js';
import { Workspace } from '../workspace/workspace.js';
import { diagnosticsOf, filesWithFailures } from './diagnostics.js';
import { linesOf } from './document-lines.js';
import { fileStates } from './file-states.js';
import { hoverOf } from './hover.js';
import { lensesOf } from './lenses.js';
import { LinesNow } from './lines-now.js';
import { namedFunctions } from './named-functions.js';
import { Notifier } from './notifier.js';
import { placedNow } from './placed-now.js';
import { wordAt } from './placement.js';
import { Problems } from './problems.js';
import { relatedCalls } from './related-calls.js';
import { handleRequests } from './requests.js';
import { Reloads } from './reloads.js';
import { SourceWatch } from './source-watch.js';
import { findSymbols } from './symbols.js';
import { background } from '../support/background.js';

/** Lenses blink when they are asked for more often. */
const LENS_REFRESH_MS = 500;

/** One editor's session: the workspace model behind LSP. */
export class Session {
  private workspace: Workspace;
  private readonly notifier: Notifier;
  private readonly refreshLenses: boolean;
  private readonly problems: Problems;
  private readonly sources: SourceWatch;
  private readonly reloads = new Reloads();
  private lensTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly options: InitializationOptions,
    params: InitializeParams,
  ) {
    this.refreshLenses = params.capabilities.workspace?.codeLens?.refreshSupport ?? false;
    this.workspace = this.makeWorkspace(folders(params));
    const send = (notification: { method: string }, value: object): void => {
      this.inBackground(connection.sendNotification(notification.method, value));
    };
    this.problems = new Problems((uri, diagnostics) =>
      this.inBackground(connection.sendDiagnostics({ uri, diagnostics })),
    );
    this.notifier = new Notifier(() => this.workspace, {
      programsChanged: (value) => send(Notifications.programsChanged, value),
      statesChanged: (value) => send(Notifications.statesChanged, value),
      runsChanged: (value) => send(Notifications.runsChanged, value),
      viewsChanged: () => this.refreshViews(),
      log: (message) => this.log(message),
    });
    this.sources = new SourceWatch(connection, params, () =>
      this.inBackground(this.workspace.programs.checkSources(0)),
    );
    this.answerRequests();
    this.answerLsp();
  }

  /** Starts looking for programs; answers given before it is done are of what is known so far. */
  start(): void {
    this.inBackground(this.open(this.workspace));
  }

  /** In a workspace that is not trusted, nothing is written. */
  private async open(workspace: Workspace): Promise<void> {
    // Other folders may have been opened in its place meanwhile, here and below.
    if (workspace !== this.workspace) return;
    await workspace.open();
    if (!this.options.trusted || workspace !== this.workspace) return;
    workspace.watchDaemons();
    const unmade = await makePackedLinks(toolchainAt(this.options.toolchain));
    if (unmade !== undefined) this.log(unmade);
  }

  async changeFolders(roots: readonly string[]): Promise<void> {
    const old = this.workspace;
    const workspace = this.makeWorkspace(roots);
    this.workspace = workspace;
    await old.close();
    await this.open(workspace);
    this.notifier.programsChanged();
  }

  changeSettings(settings: Partial<InitializationOptions['settings']>): void {
    const before = this.options.settings.sourceMap;
    Object.assign(this.options.settings, settings);
    // Where sources are is in all that was read.
    if (!isDeepStrictEqual(before, this.options.settings.sourceMap)) {
      this.inBackground(this.changeFolders(this.workspace.roots));
      return;
    }
    this.workspace.ownCode.thirdParty = this.options.settings.thirdParty;
    this.refreshViews();
  }

  async close(): Promise<void> {
    this.notifier.dispose();
    this.sources.dispose();
    clearTimeout(this.lensTimer);
    await this.workspace.close();
  }

  private makeWorkspace(roots: readonly string[]): Workspace {
    const workspace = new Workspace(roots.map(canonicalPath), {
      programsChanged: () => {
        this.notifier.programsChanged();
        this.inBackground(this.sources.watch(this.workspace.programs.sources()));
      },
      runChanged: (run) => this.notifier.runChanged(run),
      log: (message) => this.log(message),
    });
    workspace.ownCode.thirdParty = this.options.settings.thirdParty;
    workspace.programs.manifests.sourceMap = this.options.settings.sourceMap;
    return workspace;
  }

  private answerRequests(): void {
    handleRequests(this.connection, {
      programs: async () => {
        await this.workspace.programs.checkSources(2000);
        return this.workspace.summaries();
      },
      freshness: async ({ program: path }) => {
        const program = await this.workspace.programs.current(path);
        return program ? freshnessOf(program, this.workspace.roots) : { stale: null, unsure: null };
      },
      regularPrograms: () => this.workspace.programs.regularPrograms(),
      tests: ({ program }) => this.testsOf(this.workspace.program(program)),
      testLines: async ({ program, file }) => {
        const tests = await programTests(this.workspace.program(program), (one) => this.openLines(one), file);
        return tests.map(({ name, line }) => ({ name, line }));
      },
      runTests: async ({ session, program: path, tests, mode }) => {
        this.requireTrust();
        return { unknown: await this.runTests(session, path, tests, mode) };
      },
      cancelTests: ({ session }) => {
        this.workspace.tests.cancel(session);
        return null;
      },
      testCoverage: ({ session, test }) => this.workspace.tests.coverage(session, test),
      testsOf: ({ program: path, id }) => {
        const { program, fn } = this.workspace.linked(path, id);
        if (fn.reason) throw eagerUnknown(fn.label);
        return this.workspace.tests.testsOf(program, id);
      },
      modules: ({ program }) => this.workspace.modules(program),
      graph: (query) => this.workspace.graph(query),
      overview: (query) => this.workspace.overview(query),
      export: async ({ query, format }) => WRITERS[format](await this.workspace.graph(query)),
      report: ({ program, regular }) => this.workspace.report(program, regular),
      timeline: ({ program, run }) => this.workspace.timeline(program, run),
      runTree: ({ program, run }) => this.workspace.views.runTree(this.workspace.program(program), run),
      map: ({ program, run }) => this.workspace.views.map(this.workspace.program(program), run),
      search: ({ program, text, run }) => this.workspace.views.search(this.workspace.program(program), text, run),
      labels: ({ program, ids }) => this.workspace.views.labels(this.workspace.program(program), ids),
      function: ({ program, id, run }) => this.workspace.function(program, id, run),
      functionAt: async ({ file, line }) => {
        const placed = await this.functionAt(canonicalPath(file), line);
        return placed ? { program: placed.program.path, id: placed.fn.id } : null;
      },
      stack: ({ program, frames }) => stackOf(this.workspace, program, frames),
      fileStates: async ({ file }) => {
        const path = canonicalPath(file);
        await this.workspace.takeBuiltText(path);
        return fileStates(this.workspace, path, this.openLines(path) ?? []);
      },
      relatedCalls: (asked) => relatedCalls(this.workspace, asked, this.linesNow()),
      namedFunctions: ({ names }) => namedFunctions(this.workspace, names),
      programsOf: ({ file }) => this.workspace.sources.programsOf(canonicalPath(file)).map(({ path }) => path),
      askAgentTool: ({ tool, input }, gone) => {
        if (AGENT_TOOLS[tool].runs) this.requireTrust();
        return ask(this.workspace, tool, input, gone);
      },
      runPage: ({ run }) => this.workspace.runPage(run),
      runs: () => this.workspace.runs.summaries(),
      prepareRun: async ({ program, args, ...more }) => {
        this.requireTrust();
        return this.workspace.runs.prepare(await this.workspace.current(program), args, more);
      },
      finishRun: async ({ run, output, ...end }) => {
        await this.workspace.runs.finish(run, endOf(end), output);
        return null;
      },
      runOutput: ({ run }) => this.workspace.runs.output(run),
      saveRun: ({ run }) => this.workspace.runs.save(run),
      exportRun: ({ run, format }) => Buffer.from(exportRun(this.workspace, run, format)).toString('base64'),
      openRun: async ({ file }) => {
        const id = await this.workspace.runs.opened.open(file);
        this.notifier.runsChanged();
        return id;
      },
      openProcess: async ({ run, pid }) => {
        const id = await this.workspace.runs.openProcess(run, pid);
        this.notifier.runsChanged();
        return id;
      },
      closeRun: ({ run }) => {
        if (!this.workspace.runs.closeProcess(run)) this.workspace.runs.opened.close(run);
        this.notifier.runsChanged();
        return null;
      },
      reload: async ({ program }) => {
        this.requireTrust();
        return this.reloads.reload(program);
      },
      reloadWaiting: async ({ program }) => {
        this.requireTrust();
        return this.reloads.waiting(program);
      },
      body: ({ program: path, id, form }, gone) => {
        this.requireTrust();
        const { program, fn } = this.workspace.linked(path, id);
        return bodyText(program, fn, form, toolchainAt(this.options.toolchain), gone);
      },
      whyEager: ({ program, id }) => whyEager(this.workspace.linked(program, id).fn),
      pin: ({ program, id, eager, open }) =>
        pin(this.workspace.linked(program, id).fn, eager, { roots: this.workspace.roots, open }),
      doctor: () => this.doctor(),
      refresh: async () => {
        await this.workspace.refresh();
        this.notifier.programsChanged();
        return null;
      },
    });
  }

  /** CTest's lists are scripts, which are not run before somebody trusts them. */
  private async testsOf(program: Program): Promise<ProgramTest[]> {
    const own = await programTests(program, (file) => this.openLines(file));
    const list = this.options.trusted ? await this.workspace.ctest.of(program.path) : undefined;
    return list ? withEntries(program, own, list) : own;
  }

  /** Of the program as it is on the disk now. */
  private async runTests(session: string, path: string, names: readonly string[], mode: TestMode): Promise<number> {
    const program = await this.workspace.current(path);
    const wanted = new Set(names);
    const all = await this.testsOf(program);
    const tests = all.filter(({ name }) => wanted.has(name));
    if (wanted.has(path)) tests.push(wholeProgram(program, this.workspace.runs.argsOf(program.path)));
    return this.workspace.tests.run({ session, program, tests, mode }, (where, events) => {
      const { method } = Notifications.testsChanged;
      this.inBackground(this.connection.sendNotification(method, { session, program: where, events }));
    });
  }

  private async doctor() {
    if (!this.options.trusted) {
      const help = 'Nothing is run in a workspace that is not trusted. Trust it to check the toolchain.';
      return [{ name: 'workspace trust', ok: false, required: true, help }];
    }
    const [machine, team] = await Promise.all([
      examine({
        toolchain: toolchainAt(this.options.toolchain),
        store: process.env['AUTOJIT_STORE'] || defaultStore(),
        env: process.env,
      }),
      checkTeamCache(process.env),
    ]);
    return [...machine, ...(team ? [team] : [])];
  }

  private answerLsp(): void {
    this.connection.onCodeLens(async ({ textDocument }) => {
      const { codeLens, stateLenses: states } = this.options.settings;
      const kinds = this.options.trusted ? codeLens : [];
      if (kinds.length === 0 && states === 'off') return [];
      await this.workspace.takeBuiltText(pathOf(textDocument.uri));
      return lensesOf(this.workspace, pathOf(textDocument.uri), this.linesOf(textDocument.uri), { kinds, states });
    });
    this.connection.onHover(({ textDocument, position }) => {
      const word = wordAt(this.linesOf(textDocument.uri)[position.line] ?? '', position.character);
      return word === undefined ? null : hoverOf(this.workspace, pathOf(textDocument.uri), word, this.options);
    });
    this.connection.onWorkspaceSymbol(({ query }) =>
      this.options.settings.symbolsByStateOnly && !query.includes('@') ? [] : findSymbols(this.workspace, query),
    );
    this.documents.onDidOpen(({ document }) => {
      this.inBackground(this.publishWhenKnown(document));
      this.publishClosed();
    });
    this.documents.onDidClose(({ document }) => {
      this.problems.tell(document.uri, []);
      this.publishClosed();
    });
    this.documents.onDidSave(() => this.inBackground(this.workspace.programs.checkSources(0)));
  }

  private refreshViews(): void {
    for (const document of this.documents.all()) this.inBackground(this.publishWhenKnown(document));
    this.publishClosed();
    if (!this.refreshLenses) return;
    this.lensTimer ??= setTimeout(() => {
      this.lensTimer = undefined;
      this.inBackground(this.connection.sendRequest(CodeLensRefreshRequest.type));
    }, LENS_REFRESH_MS);
  }

  /** Before the first edit reaches the disk, the text that was built is taken. */
  private async publishWhenKnown(document: TextDocument): Promise<void> {
    await this.workspace.takeBuiltText(pathOf(document.uri));
    // It may have been closed meanwhile.
    if (this.documents.get(document.uri) === document) this.publishDiagnostics(document);
  }

  /** The function whose definition begins at the line or above it, in the text as it is open now. */
  private async functionAt(file: string, line: number): Promise<PlacedFunction | undefined> {
    await this.workspace.takeBuiltText(file);
    const lines = this.openLines(file) ?? [];
    const placed = placedNow(this.workspace.sources.inFile(file), this.workspace.builtTexts.linesOf(file), lines);
    return functionAt(placed, line);
  }

  private linesNow(): LinesNow {
    return new LinesNow(this.workspace, (file) => this.openLines(file));
  }

  private publishDiagnostics({ uri }: TextDocument): void {
    const { eagerDiagnostics: eager } = this.options.settings;
    this.problems.tell(uri, diagnosticsOf(this.workspace, pathOf(uri), this.linesOf(uri), { eager }));
  }

  /** What failed is among the problems wherever it stands. */
  private publishClosed(): void {
    const uris = new Set(this.documents.all().map(({ uri }) => uri));
    const files = filesWithFailures(this.workspace);
    if (files.size > 0) for (const uri of uris) files.delete(pathOf(uri));
    const found = [...files].map((file) => [file, diagnosticsOf(this.workspace, file, [], { eager: false })] as const);
    this.problems.tellClosed(new Map(found), (uri) => uris.has(uri));
  }

  private linesOf(uri: string): readonly string[] {
    return linesOf(this.documents.get(uri));
  }

  /** What an editor has of a file that may not be saved yet. */
  private openLines(file: string): readonly string[] | undefined {
    const document = this.documents.all().find(({ uri }) => pathOf(uri) === file);
    return document && linesOf(document);
  }

  private requireTrust(): void {
    if (this.options.trusted) return;
    throw new ProblemError({
      code: 'no-toolchain',
      message: 'This workspace is not trusted, so nothing is run in it.',
      action: 'Trust the workspace, then run lazily.',
    });
  }

  private inBackground(work: Promise<unknown>): void {
    background(work, (why) => this.log(why));
  }

  private log(message: string): void {
    this.connection.console.error(message);
  }
}

const eagerUnknown = (name: string): ProblemError =>
  new ProblemError({
    code: 'unreadable',
    message: `${name} is eager: it is compiled as usual, so no run tells which tests called it.`,
    action: 'Ask about a function that is lazy, or see why this one is not.',
  });

function folders(params: InitializeParams): string[] {
  return (params.workspaceFolders ?? []).flatMap(({ uri }) => filePath(uri) ?? []);
}

function pathOf(uri: string): string {
  const file = filePath(uri);
  return file === undefined ? uri : canonicalPath(file);
}
