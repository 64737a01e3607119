import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { programOfFile } from '../build/file-program.js';
import { newlyBuilt } from '../build/newly-built.js';
import { pickProcess } from '../debug/processes.js';
import { openFunction } from '../editor/open-source.js';
import { chooseProgram } from '../editor/pick.js';
import { RanMarks } from '../editor/ran-marks.js';
import { doctorReport, editorFact } from '../health/doctor.js';
import { installRequirements } from '../health/requirements.js';
import type { Model } from '../model/model.js';
import { RELOAD_ENVIRONMENT } from '../reload/reloads.js';
import { requireTrust } from '../run/runs.js';
import { toolchainFolder } from '../toolchain/toolchain-folder.js';
import { CHOICES, inform, report, UserError } from '../window/messages.js';
import { cancellable } from '../window/progress.js';
import { t } from '../window/text.js';
import { FunctionArgument, functionArgument, OptionsArgument, ProgramArgument } from './command-arguments.js';
import { FUNCTION_COMMANDS } from './function-commands.js';
import type { CommandParts, Handler } from './handler.js';
import { RUN_COMMANDS } from './run-commands.js';
import { begin, debugLazily, runLazily } from './start.js';
import { TEST_COMMANDS } from './test-commands.js';
import { TESTS_OF_COMMANDS } from './tests-of.js';

/** Every command of package.json; a test compares the two lists. */
const COMMANDS: Record<string, Handler> = {
  'autojit.showGraph': ({ panel }, argument) => Promise.resolve(panel.show(ProgramArgument.parse(argument))),

  'autojit.showReport': async ({ model, reportPanel }, argument) => {
    const program = await chooseProgram(model, ProgramArgument.parse(argument));
    if (program) reportPanel.show(program.path);
  },

  'autojit.compareWithRegular': async ({ model, reportPanel, regular }, argument) => {
    const program = await chooseProgram(model, ProgramArgument.parse(argument) ?? reportPanel.shown);
    if (program && (await regular.ask(program.path))) reportPanel.show(program.path);
  },

  'autojit.runLazily': async (parts, argument, options) => {
    const program = await chooseProgram(parts.model, ProgramArgument.parse(argument));
    if (!program) return;
    const wishes = OptionsArgument.parse(options);
    await runLazily(parts, program, wishes && { ...wishes, once: true });
  },

  'autojit.runFile': async (parts, resource) => {
    const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme !== 'file') throw new UserError(t('Open a source file first.'));
    await vscode.workspace.textDocuments.find((one) => one.uri.fsPath === uri.fsPath && one.isDirty)?.save();
    const program = await programOfFile(parts, uri);
    const known = program === undefined ? undefined : parts.model.find(program);
    if (known) await runLazily(parts, known);
  },

  'autojit.runLazilyWithArguments': async (parts, argument) => {
    const program = await chooseProgram(parts.model, ProgramArgument.parse(argument));
    const args = program && (await parts.memory.ask(program));
    if (!program || !args || !(await runLazily(parts, program, { args }))) return;
    // What is as it was proposed is no wish of its own.
    if (!isDeepStrictEqual(args, parts.memory.of(program))) await parts.memory.remember(program.path, args);
  },

  'autojit.runLazilyWithReload': async (parts, argument) => {
    const program = await chooseProgram(parts.model, ProgramArgument.parse(argument));
    if (program) await runLazily(parts, program, { env: RELOAD_ENVIRONMENT });
  },

  'autojit.restartWithReload': async (parts, argument) => {
    const program = await chooseProgram(parts.model, ProgramArgument.parse(argument));
    if (!program) return;
    await Promise.all(parts.reloads.runsOf(program.path).map((run) => parts.runs.stop(run)));
    await runLazily(parts, program, { env: RELOAD_ENVIRONMENT });
  },

  'autojit.reload': ({ reloads }) => reloads.reload(),

  'autojit.debugLazily': async (parts, argument, options) => {
    requireTrust();
    const program = await chooseProgram(parts.model, ProgramArgument.parse(argument));
    if (program) await debugLazily(parts, program, OptionsArgument.parse(options));
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
    await cancellable(t('Looking for programs and runs'), async (token) => {
      await client.request('refresh', {}, token);
      await model.load();
    });
  },

  'autojit.build': async ({ build, client, model, log }) => {
    if (!(await build.build())) return;
    await client.request('refresh', {});
    await model.load();
    const built = newlyBuilt(model);
    const run = { label: t('Run Lazily'), command: 'autojit.runLazily', args: [built?.path] };
    if (built) inform(t('{0} was built, and can be run lazily.', built.name), run, log);
  },

  'autojit.doctor': async ({ client, context, model }) => {
    const { state, reason, programs } = model;
    const examined = () => cancellable(t('Checking the toolchain'), (token) => client.request('doctor', {}, token));
    const text = doctorReport({
      tools: client.running ? await examined() : undefined,
      state: reason === '' ? state : `${state}: ${reason}`,
      programs,
      facts: {
        extension: String((context.extension.packageJSON as { version: unknown }).version),
        editor: editorFact(vscode.env, vscode.version),
        system: `${process.platform} ${process.arch}`,
        workspace: vscode.workspace.isTrusted ? 'trusted' : 'restricted',
        toolchain: toolchainFolder(context),
      },
    });
    const document = await vscode.workspace.openTextDocument({ content: text, language: 'plaintext' });
    await vscode.window.showTextDocument(document, { preview: true });
  },

  'autojit.restartServer': ({ restart }) => restart(),

  'autojit.installRequirements': async ({ model }) => {
    requireTrust();
    if (await installRequirements(model)) await model.load();
  },

  'autojit.toggleRanMarks': () => RanMarks.toggle(),

  'autojit.getStarted': ({ walkthrough }) => walkthrough.open(),

  'autojit.showLog': ({ log }) => Promise.resolve(log.show()),

  'autojit.pickProcess': ({ model }) => pickProcess(model),

  ...RUN_COMMANDS,
  ...TEST_COMMANDS,
  ...TESTS_OF_COMMANDS,
  ...FUNCTION_COMMANDS,
};

/** What builds or runs something. */
const NEEDS_SYSTEM =
  /^autojit\.(build|runLazily|runFile|runLazilyWithArguments|runLazilyWithReload|debugLazily|showIr|showAssembly)$/;

/** Where a command can do nothing it says why, instead of failing somewhere on the way. */
function requireSystem(name: string, { state, reason }: Model): void {
  if (state === 'wrongSystem' && NEEDS_SYSTEM.test(name)) throw new UserError(reason, CHOICES.remote);
}

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const disposables = Object.entries(COMMANDS).map(([name, handler]) =>
    vscode.commands.registerCommand(name, async (...args: unknown[]) => {
      try {
        requireSystem(name, parts.model);
        // What launch.json asks a command for is its answer.
        return await handler(parts, ...args);
      } catch (error) {
        report(error, parts.log);
        return undefined;
      }
    }),
  );
  const repeats = parts.runs.onDidRepeat((target) => {
    begin(parts, { ...target, once: true }).catch((error: unknown) => report(error, parts.log));
  });
  return vscode.Disposable.from(repeats, ...disposables);
}
