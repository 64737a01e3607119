import * as vscode from 'vscode';
import * as z from 'zod';
import { StartOptions } from '../protocol/lsp.js';
import type { BuildTasks } from './build-task.js';
import type { ServerClient } from './client.js';
import { launchConfiguration } from './debug/configuration.js';
import { doctorReport } from './doctor.js';
import type { GraphPanel } from './graph/panel.js';
import type { Model } from './model.js';
import { chooseProgram } from './programs.js';
import { CHOICES, report, UserError } from './report.js';
import type { ArgumentMemory } from './run/arguments.js';
import { requireTrust, type Runs, type Target } from './run/runs.js';
import { openFunction } from './source.js';
import { toolchainFolder } from './toolchain-folder.js';

export interface CommandParts {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  client: ServerClient;
  model: Model;
  panel: GraphPanel;
  runs: Runs;
  memory: ArgumentMemory;
  build: BuildTasks;
  restart: () => Promise<void>;
}

/** Commands come from lenses and hovers ([path]), from the trees ([item]) and from the palette ([]). */
const ProgramArgument = z
  .union([z.string(), z.object({ program: z.union([z.string(), z.object({ path: z.string() })]) })])
  .transform((value) => (typeof value === 'string' ? value : value.program))
  .transform((value) => (typeof value === 'string' ? value : value.path))
  .optional()
  .catch(undefined);
const FunctionArgument = z.object({ program: z.string(), fn: z.object({ id: z.string() }) });
/** From the lens of a test. What VS Code puts behind a tree's item is none. */
const OptionsArgument = StartOptions.optional().catch(undefined);
const RunArgument = z.object({ id: z.string() });

type Handler = (parts: CommandParts, ...args: unknown[]) => Promise<void>;

/** Every command of package.json; a test compares the two lists. */
const COMMANDS: Record<string, Handler> = {
  'autojit.showGraph': ({ panel }, argument) => Promise.resolve(panel.show(ProgramArgument.parse(argument))),

  'autojit.runLazily': async (parts, argument, options) => {
    const program = await chooseProgram(parts.model, ProgramArgument.parse(argument));
    if (!program) return;
    const start = OptionsArgument.parse(options);
    if (start) await begin(parts, { program: program.path, ...start });
    else await runLazily(parts, program.path, parts.memory.of(program));
  },

  'autojit.runLazilyWithArguments': async (parts, argument) => {
    const program = await chooseProgram(parts.model, ProgramArgument.parse(argument));
    const args = program && (await parts.memory.ask(program));
    if (program && args) await runLazily(parts, program.path, args);
  },

  'autojit.debugLazily': async ({ model, memory }, argument, options) => {
    requireTrust();
    const program = await chooseProgram(model, ProgramArgument.parse(argument));
    if (!program) return;
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program.path));
    const start = OptionsArgument.parse(options) ?? { args: memory.of(program) };
    await vscode.debug.startDebugging(folder, launchConfiguration(program.path, start));
  },

  'autojit.stopRun': async ({ runs, model }, argument) => {
    const named = RunArgument.safeParse(argument);
    const active = model.runs.filter(({ status }) => status === 'running' || status === 'starting');
    const ids = named.success ? [named.data.id] : active.map(({ id }) => id);
    const stopped = ids.map((id) => runs.stop(id));
    // A debugged run belongs to its session.
    if (!stopped.includes(true)) await vscode.debug.stopDebugging(vscode.debug.activeDebugSession);
  },

  'autojit.revealInGraph': async ({ panel, client }, program, id) => {
    const target = await functionArgument(client, program, id);
    panel.reveal(target.program, target.id);
  },

  'autojit.openSource': async ({ client }, item) => {
    const { program, fn } = FunctionArgument.parse(item);
    await openFunction(client, program, fn.id);
  },

  'autojit.refresh': async ({ client, model, restart }) => {
    if (!client.running) return restart();
    await client.request('refresh', {});
    await model.load();
  },

  'autojit.build': async ({ build, client, model }) => {
    if (!(await build.build())) return;
    await client.request('refresh', {});
    await model.load();
  },

  'autojit.doctor': async ({ client, context }) => {
    const text = doctorReport(await client.request('doctor', {}), {
      toolchain: toolchainFolder(context),
      extension: String((context.extension.packageJSON as { version: unknown }).version),
      editor: `${vscode.env.appName} ${vscode.version}`,
      system: `${process.platform} ${process.arch}`,
    });
    const document = await vscode.workspace.openTextDocument({ content: text, language: 'plaintext' });
    await vscode.window.showTextDocument(document, { preview: true });
  },

  'autojit.restartServer': ({ restart }) => restart(),

  'autojit.showLog': ({ log }) => Promise.resolve(log.show()),
};

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const disposables = Object.entries(COMMANDS).map(([name, handler]) =>
    vscode.commands.registerCommand(name, async (...args: unknown[]) => {
      try {
        await handler(parts, ...args);
      } catch (error) {
        report(error, parts.log);
      }
    }),
  );
  return vscode.Disposable.from(...disposables);
}

/** Ends as soon as the program runs; its end is told to the server, not waited for here. */
async function begin({ runs, log }: CommandParts, target: Target): Promise<void> {
  const started = await runs.start(target);
  started.ended.catch((error: unknown) => report(error, log));
}

async function runLazily(parts: CommandParts, program: string, args: readonly string[]): Promise<void> {
  await begin(parts, { program, args });
  await parts.memory.remember(program, args);
}

/** From a lens [program, id], from the tree [item], or the function at the cursor. */
async function functionArgument(
  client: ServerClient,
  program: unknown,
  id: unknown,
): Promise<{ program: string; id: string }> {
  if (typeof program === 'string' && typeof id === 'string') return { program, id };
  const item = FunctionArgument.safeParse(program);
  if (item.success) return { program: item.data.program, id: item.data.fn.id };
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError('Open a source file and put the cursor in a function to reveal it in the graph.');
  const place = { file: editor.document.uri.fsPath, line: editor.selection.active.line + 1 };
  const found = await client.request('functionAt', place);
  if (!found) throw new UserError('No function of a program built with AutoJIT stands here.', CHOICES.build);
  return found;
}
