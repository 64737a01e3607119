import * as path from 'node:path';
import * as vscode from 'vscode';
import { type InitializationOptions, LensKind, StateLenses } from '../protocol/lsp.js';
import { Api } from './api/api.js';
import type { AutoJitExports } from './api/autojit.js';
import { offerMcpServer } from './agents/mcp-provider.js';
import { registerAgentTools } from './agents/tools.js';
import { BuildTasks } from './build/build-task.js';
import { UpToDate } from './build/up-to-date.js';
import { StaleBuilds } from './build/stale-builds.js';
import { registerCommands } from './commands/commands.js';
import { LaunchSettings } from './debug/launch-settings.js';
import { PausedStack } from './debug/paused-stack.js';
import { registerDebugging } from './debug/register.js';
import { CallHierarchy } from './editor/call-hierarchy.js';
import { CallersPeek } from './editor/callers-peek.js';
import { Documents } from './editor/documents.js';
import { InSource } from './editor/in-source.js';
import { RanMarks } from './editor/ran-marks.js';
import { othersListSymbols } from './editor/symbol-servers.js';
import { GraphPanel } from './graph/panel.js';
import { Requirements } from './health/requirements.js';
import { showHealth } from './health/status-bar.js';
import { Walkthrough } from './health/walkthrough.js';
import { ServerClient } from './model/client.js';
import { Model } from './model/model.js';
import { Reloads } from './reload/reloads.js';
import { ReportPanel } from './report/panel.js';
import { RunEditor } from './report/run-editor.js';
import { RegularBuilds } from './report/regular-build.js';
import { ArgumentMemory } from './run/argument-memory.js';
import { RunProblems } from './run/run-problems.js';
import { Runs } from './run/runs.js';
import { sourceMap } from './run/source-map.js';
import { FrameLinks } from './terminal/frame-links.js';
import { TestExplorer } from './tests/test-explorer.js';
import { toolchainFolder } from './toolchain/toolchain-folder.js';
import { type ProgramsItem, ProgramsView } from './views/programs-view.js';
import { RunsView } from './views/runs-view.js';
import { ToolchainView } from './views/toolchain-view.js';
import { CHOICES, inform, report, UserError } from './window/messages.js';
import { t } from './window/text.js';

let client: ServerClient | undefined;

/** For other extensions (docs/api.md), and what the tests of this one look at. */
export interface Exports extends AutoJitExports {
  internals: { model: Model; tests: TestExplorer; stack: PausedStack; marks: RanMarks; links: FrameLinks };
}

export async function activate(context: vscode.ExtensionContext): Promise<Exports> {
  const log = vscode.window.createOutputChannel('AutoJIT', { log: true });
  context.subscriptions.push(log);
  try {
    return await start(context, log);
  } catch (error) {
    // VS Code itself would only write it to a log that nobody reads.
    report(error, log);
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Exports> {
  const server = new ServerClient(context.asAbsolutePath(path.join('dist', 'server.js')), log);
  client = server;
  const model = new Model(server);
  const memory = new ArgumentMemory(context.workspaceState);
  const launches = new LaunchSettings();
  const runs = new Runs(server, () => toolchainFolder(context), log);
  const documents = new Documents(server, log);
  const callers = new CallersPeek(server, documents);
  const marks = new RanMarks(server, model, log);
  const links = new FrameLinks(server, model, log);
  const panel = new GraphPanel(context.extensionUri, server, model, log);
  const regular = new RegularBuilds(context.workspaceState);
  const reportPanel = new ReportPanel(server, model, regular, log);
  const build = new BuildTasks(context);
  const upToDate = new UpToDate(server, build);
  const reloads = new Reloads(server, build, log);
  const tests = new TestExplorer({ client: server, model, build, upToDate, reloads, log });
  const walkthrough = new Walkthrough(`${context.extension.id}#autojit.start`, model, reloads.onDidReload);
  const stack = new PausedStack(
    server,
    (now) => panel.showStack(now),
    (error) => log.debug(String(error)),
  );
  const api = new Api({
    ...{ client: server, model },
    run: async (program, args) => {
      if (!(await upToDate.ensure(program))) throw new UserError(t('{0} was not run: it could not be built.', program));
      const run = await runs.start({ program, args });
      run.ended.catch((error: unknown) => report(error, log));
      return run.id;
    },
    reveal: (program, id) => panel.reveal(program, id),
  });
  let started = Promise.resolve();
  // One after the other: a setting may change and trust be given while the first start is under way, and a second client would be left over.
  const restart = () => (started = started.then(() => startServer(context, server, model, log)));
  context.subscriptions.push(
    server,
    model,
    panel,
    walkthrough,
    reportPanel,
    documents,
    tests,
    runs,
    reloads,
    ...registerViews(model, server, panel, log),
    stack,
    registerDebugging({
      ...{ client: server, model, memory, launches, runs, log, upToDate },
      script: context.asAbsolutePath(path.join('dist', 'lldb', 'autojit_lldb.py')),
    }),
    registerCommands({
      ...{ context, log, client: server, model, panel, reportPanel, regular, runs, memory, build, documents, restart },
      ...{ walkthrough, upToDate, tests, reloads, callers, launches },
    }),
    vscode.tasks.registerTaskProvider('autojit', {
      provideTasks: () => build.provideTasks(),
      resolveTask: (task) => runs.taskOf(task) ?? build.resolveTask(task),
    }),
    showHealth(model),
    offerMcpServer(context),
    registerAgentTools(server),
    api,
    callers,
    marks,
    new CallHierarchy(server),
    links,
    new RunEditor(server, log),
    new InSource(),
    new Requirements(model, context.globalState, log),
    new RunProblems(model, log),
    new StaleBuilds(model, build, log),
    server.onReturned(() => {
      // Programs and runs come by themselves, so what is shown stays until they do.
      server.changeSettings(settings()).catch((error: unknown) => report(error, log));
      inform(t('The language server stopped and was started again.'), CHOICES.log, log);
    }),
    server.onGone(() => {
      model.fail(t('The AutoJIT language server stopped twice within a minute.'));
      report(new UserError(t('The language server stopped twice within a minute.'), CHOICES.restart, CHOICES.log), log);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      restart().catch((error: unknown) => report(error, log));
    }),
    vscode.extensions.onDidChange(() => {
      server.changeSettings(settings()).catch((error: unknown) => report(error, log));
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      onSettings(event, server, restart).catch((error: unknown) => report(error, log));
    }),
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      const { type, task } = execution.task.definition;
      if (type !== 'autojit' || task !== 'build' || exitCode !== 0) return;
      server.request('refresh', {}).catch((error: unknown) => report(error, log));
    }),
  );
  await restart();
  if (vscode.workspace.getConfiguration('autojit').get('showGraphOnStartup', false)) panel.show();
  return { ...Api.exports(api), internals: { model, tests, stack, marks, links } };
}

function registerViews(
  model: Model,
  client: ServerClient,
  panel: GraphPanel,
  log: vscode.LogOutputChannel,
): vscode.Disposable[] {
  const programs = new ProgramsView(model);
  const tree = vscode.window.createTreeView('autojit.programs', { treeDataProvider: programs, showCollapseAll: true });
  panel.onDidSelect(({ program, id }) => {
    revealInTree(tree, programs, program, id).catch((error: unknown) => log.error(String(error)));
  });
  const others = { 'autojit.runs': new RunsView(model, client), 'autojit.toolchain': new ToolchainView(model) };
  return [
    ...[programs, tree],
    ...Object.entries(others).flatMap(([id, provider]) => [
      provider,
      vscode.window.createTreeView<unknown>(id, {
        treeDataProvider: provider,
        showCollapseAll: id !== 'autojit.toolchain',
        canSelectMany: id === 'autojit.runs',
      }),
    ]),
  ];
}

/** The tree shows what is selected in the page; a sidebar that shows something else stays as it is. */
async function revealInTree(
  tree: vscode.TreeView<ProgramsItem>,
  programs: ProgramsView,
  program: string,
  id: string,
): Promise<void> {
  if (!tree.visible) return;
  const item = await programs.find(program, id);
  if (item) await tree.reveal(item, { select: true, focus: false });
}

/** A server that does not start is a state with a next step, not the end of the extension. */
async function startServer(
  context: vscode.ExtensionContext,
  server: ServerClient,
  model: Model,
  log: vscode.LogOutputChannel,
): Promise<void> {
  try {
    await server.start({
      toolchain: toolchainFolder(context),
      trusted: vscode.workspace.isTrusted,
      settings: settings(),
    });
    await model.load();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    model.fail(t('The AutoJIT language server could not be started: {0}', message));
    report(
      new UserError(t('The language server could not be started: {0}', message), CHOICES.restart, CHOICES.log),
      log,
    );
  }
}

function settings(): InitializationOptions['settings'] {
  const configuration = vscode.workspace.getConfiguration('autojit');
  return {
    eagerDiagnostics: configuration.get('diagnostics.eager', false),
    // A value of an earlier version must not end the server.
    codeLens: configuration.get<string[]>('codeLens', LensKind.options).filter(isLensKind),
    stateLenses: StateLenses.catch('changed').parse(configuration.get('stateLenses')),
    thirdParty: configuration.get('thirdParty', []),
    sourceMap: sourceMap(),
    symbolsByStateOnly: othersListSymbols(),
  };
}

const isLensKind = (kind: string): kind is LensKind => LensKind.safeParse(kind).success;

async function onSettings(
  event: vscode.ConfigurationChangeEvent,
  server: ServerClient,
  restart: () => Promise<void>,
): Promise<void> {
  if (event.affectsConfiguration('autojit.toolchain')) await restart();
  else if (event.affectsConfiguration('autojit')) await server.changeSettings(settings());
}
